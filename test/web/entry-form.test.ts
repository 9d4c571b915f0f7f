import { describe, expect, it } from "vitest";
import { type Fault, ProblemError } from "../../clients/typescript/src/index.ts";
import {
  differingFields,
  emptyEntry,
  entryBodyOf,
  entryFaultsOf,
  entryValuesOf,
  rebasedEntry,
  takenFault,
  valueText,
} from "../../web/pages/setup/entry-form.ts";
import { activityCodes, authorizationGroups, payers } from "../../web/pages/setup/kinds.ts";

const refusal = (code: ProblemError["code"], errors: readonly Fault[] = []) =>
  new ProblemError({
    status: 400,
    code,
    problem: { code, detail: "The reason.", errors: [...errors] },
    currentEtag: null,
    retryAfterSeconds: null,
    mayHaveHappened: false,
  });

const fault = (pointer: string, message = "is wrong"): Fault => ({ pointer, code: "X", message });

describe("the body of a PUT", () => {
  it("has everything but the id, which is in the path", () => {
    const values = { ...emptyEntry(payers), name: " Prairie ", payerId: "prairie", priorAuthsRequired: true };
    expect(entryBodyOf(payers, values)).toEqual({ name: "Prairie", priorAuthsRequired: true });
  });

  it("leaves out a quantity that was left empty", () => {
    const values = { ...emptyEntry(activityCodes), activityCode: "A", procedureCode: "H1", label: "L" };
    expect(entryBodyOf(activityCodes, values)).toEqual({ procedureCode: "H1", label: "L" });
  });

  it.each([
    ["15", 15],
    ["-1", -1],
    ["1.5", 1.5],
    ["a quarter", "a quarter"],
  ])("leaves it to the API to refuse a quantity: %s", (typed, sent) => {
    expect(entryBodyOf(activityCodes, { ...emptyEntry(activityCodes), unitMinutes: typed })).toMatchObject({
      unitMinutes: sent,
    });
  });

  it("sends an empty form as it is, so that the API names every fault", () => {
    expect(entryBodyOf(authorizationGroups, emptyEntry(authorizationGroups))).toEqual({
      choiceText: "",
      activityCodes: [],
    });
  });
});

it("an entry that is read and not touched differs in no field", () => {
  const entry = { activityCode: "A", procedureCode: "H1", label: "L", unitMinutes: 15, version: 1 };
  const values = entryValuesOf(activityCodes, entry);
  expect(differingFields(activityCodes, values, entryValuesOf(activityCodes, entry))).toEqual([]);
  expect(differingFields(activityCodes, values, { ...values, unitMinutes: "" }).map(({ name }) => name)).toEqual([
    "unitMinutes",
  ]);
});

it("keeps what was typed when somebody else saved first", () => {
  const read = { choiceText: "A", groupId: "g", activityCodes: ["X"] };
  const theirs = { choiceText: "B", groupId: "g", activityCodes: ["X"] };
  const mine = { choiceText: "A", groupId: "g", activityCodes: ["X", "Y"] };
  expect(rebasedEntry(authorizationGroups, read, theirs, mine)).toEqual({
    choiceText: "B",
    groupId: "g",
    activityCodes: ["X", "Y"],
  });
});

describe("a refusal", () => {
  it("puts every fault at its field, that of the id in the path and those inside a list as well", () => {
    const error = refusal("VALIDATION_FAILED", [
      fault("{groupId}"),
      fault("/choiceText", "must not be empty"),
      fault("/activityCodes/0"),
      fault("/activityCodes/1", "is too"),
      fault("/other"),
    ]);
    const { fields, others } = entryFaultsOf(authorizationGroups, error);
    expect(Object.fromEntries(fields)).toEqual({
      groupId: "Group id is wrong.",
      choiceText: "Choice text must not be empty.",
      activityCodes: "Activity codes is wrong. Activity codes is too.",
    });
    expect(others).toEqual(["/other is wrong."]);
  });

  it("of a choice text that another group has stands at the choice text", () => {
    expect([...entryFaultsOf(authorizationGroups, refusal("DUPLICATE_NAME")).fields]).toEqual([
      ["choiceText", "The reason."],
    ]);
  });

  it("that is about no field is told by itself", () => {
    expect(entryFaultsOf(payers, refusal("FORBIDDEN"))).toMatchObject({ fields: new Map(), others: [/permission/] });
  });
});

it("an addition never becomes a change: an id that is taken is told at its field, with whose it is", () => {
  expect(takenFault(payers, "PSMED", "Prairie State Medicaid").fields.get("payerId")).toBe(
    "Payer id PSMED is taken by another payer: Prairie State Medicaid. Nothing was changed. Choose another one.",
  );
  expect(takenFault(activityCodes, "FAM", "FAM").fields.get("activityCode")).toBe(
    "Activity code FAM is taken by another activity code. Nothing was changed. Choose another one.",
  );
});

it.each([
  [true, "Yes"],
  [["A", "B"], "A, B"],
  ["", "(empty)"],
] as const)("a value is shown as people read it", (value, text) => {
  expect(valueText(value)).toBe(text);
});
