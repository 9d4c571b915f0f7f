import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ActivityCode,
  AuthorizationGroup,
  dropDown,
  groupsWith,
  liveActivityCodes,
  liveGroups,
  livePayers,
  Payer,
  ProcedureChoice,
  payerNamed,
  procedureNamed,
  procedureOf,
  requireFreeChoiceText,
  requireKnownActivityCodes,
} from "../../domain/catalog.ts";
import { activityCode, catalog, group, payer } from "./examples.ts";
import { refusalCode, refusalOf } from "./refusals.ts";

const setUp = catalog({
  payers: [payer(), payer({ payerId: "GONE", name: "Gone Health" })],
  activityCodes: [activityCode("PSY45", "Therapy session"), activityCode("PSY60", "Long session"), activityCode("OLD")],
  groups: [group("individual", "*All Individual Therapy", ["PSY45", "PSY60"]), group("former", "Former", ["PSY45"])],
  deleted: ["payer:GONE", "activityCode:OLD", "group:former"],
});

describe("groups whose text starts with `*` first, then groups and activity codes together alphabetically", () => {
  const labelsOf = (activityLabels: string[], choiceTexts: string[]) =>
    dropDown(
      catalog({
        activityCodes: activityLabels.map((label, index) => activityCode(`A${index}`, label)),
        groups: choiceTexts.map((text, index) => group(`g${index}`, text)),
      }),
    ).map(({ label }) => label);

  it.each([
    ["a group with * before a code", ["Assessment"], ["*Zoo therapy"], ["*Zoo therapy", "Assessment"]],
    ["groups with * among themselves", [], ["*B", "*a", "*C"], ["*a", "*B", "*C"]],
    ["groups and codes together", ["Delta", "bravo"], ["charlie", "Alpha"], ["Alpha", "bravo", "charlie", "Delta"]],
    ["accents", ["Zebra", "Émile", "Eagle"], [], ["Eagle", "Émile", "Zebra"]],
    [
      "a code's text with * is no group",
      ["*Star code", "Apple"],
      ["*Star group"],
      ["*Star group", "*Star code", "Apple"],
    ],
    ["* within the text", ["Mu"], ["Nu * star", "Lambda"], ["Lambda", "Mu", "Nu * star"]],
    ["nothing", [], [], []],
  ])("%s", (_, activityLabels, choiceTexts, expected) => {
    expect(labelsOf(activityLabels, choiceTexts)).toEqual(expected);
  });

  it("does not depend on the order in which entries were made", () => {
    const texts = fc.uniqueArray(fc.constantFrom("*a", "*B", "a", "B", "Émile", "eagle", "Zoo", "zoo2"), {
      minLength: 2,
    });
    fc.assert(
      fc.property(texts, fc.nat(), (choiceTexts, turn) => {
        const turned = choiceTexts.map((_, index) => choiceTexts[(index + turn) % choiceTexts.length] ?? "");
        expect(labelsOf([], turned)).toEqual(labelsOf([], choiceTexts));
      }),
    );
  });

  it("shows each choice with every activity code that draws on it, and none that was deleted", () => {
    expect(dropDown(setUp)).toEqual([
      { type: "GROUP", groupId: "individual", label: "*All Individual Therapy", activityCodes: ["PSY45", "PSY60"] },
      { type: "ACTIVITY", activityCode: "PSY60", label: "Long session", activityCodes: ["PSY60"] },
      { type: "ACTIVITY", activityCode: "PSY45", label: "Therapy session", activityCodes: ["PSY45"] },
    ]);
  });
});

describe("A procedure is exactly one choice: one activity code, or one authorization group when the payer authorized several.", () => {
  it.each([
    [{ activityCode: "PSY45" }, true],
    [{ groupId: "individual" }, true],
    [{ activityCode: "PSY45", groupId: "individual" }, false],
    [{}, false],
    [{ activityCode: ["PSY45", "PSY60"] }, false],
    [{ activityCode: null, groupId: "individual" }, false],
    [{ activityCode: "PSY45", label: "Therapy" }, false],
    ["PSY45", false],
    [null, false],
  ])("%j: %s", (choice, accepted) => {
    expect(ProcedureChoice.safeParse(choice).success).toBe(accepted);
  });

  it("two at once 400 with the hint to make a group", () => {
    const parsed = ProcedureChoice.safeParse({ activityCode: "PSY45", groupId: "individual" });
    expect(parsed.error?.issues.map(({ message }) => message).join()).toContain("make an authorization group");
  });
});

describe("one known activity code or group; unknown 422", () => {
  it.each([
    [{ activityCode: "PSY45" }, null],
    [{ groupId: "individual" }, null],
    [{ activityCode: "NONE" }, "UNKNOWN_PROCEDURE"],
    [{ groupId: "none" }, "UNKNOWN_PROCEDURE"],
    [{ activityCode: "OLD" }, "UNKNOWN_PROCEDURE"],
    [{ groupId: "former" }, "UNKNOWN_PROCEDURE"],
    // Ids of one kind say nothing about the other.
    [{ groupId: "PSY45" }, "UNKNOWN_PROCEDURE"],
    [{ activityCode: "individual" }, "UNKNOWN_PROCEDURE"],
  ])("%j: %s", (choice, code) => {
    expect(refusalCode(() => procedureNamed(setUp, choice))).toBe(code);
  });

  it.each([
    [
      "deleted code",
      { activityCode: "OLD" },
      { type: "ACTIVITY", activityCode: "OLD", label: "OLD", activityCodes: ["OLD"] },
    ],
    [
      "deleted group",
      { groupId: "former" },
      { type: "GROUP", groupId: "former", label: "Former", activityCodes: ["PSY45"] },
    ],
    ["unknown code", { activityCode: "X" }, { type: "ACTIVITY", activityCode: "X", label: "X", activityCodes: ["X"] }],
    ["unknown group", { groupId: "x" }, { type: "GROUP", groupId: "x", label: "x", activityCodes: [] }],
  ])("an authorization that exists keeps its procedure: %s", (_, choice, shown) => {
    expect(procedureOf(setUp, choice)).toEqual(shown);
  });
});

describe("unknown payer 422", () => {
  it.each([
    ["PSMED", null],
    ["NONE", "UNKNOWN_PAYER"],
    ["GONE", "UNKNOWN_PAYER"],
    ["psmed", "UNKNOWN_PAYER"],
  ])("%s: %s", (payerId, code) => {
    expect(refusalCode(() => payerNamed(setUp, payerId))).toBe(code);
  });
});

describe("a group needs at least one known code, no duplicates", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `A${index}`);
  it.each([
    ["none", [], false],
    ["one", ["A"], true],
    ["two", ["A", "B"], true],
    ["one twice", ["A", "B", "A"], false],
    ["100", many(100), true],
    ["101", many(101), false],
  ])("%s: %s", (_, activityCodes, accepted) => {
    expect(AuthorizationGroup.safeParse({ ...group("g", "G"), activityCodes }).success).toBe(accepted);
  });

  it("names every unknown or deleted code where it stands", () => {
    const refusal = refusalOf(() => requireKnownActivityCodes(setUp, ["PSY45", "OLD", "NONE"]));
    expect(refusal.code).toBe("UNKNOWN_ACTIVITY_CODE");
    expect(refusal.faults.map(({ pointer }) => pointer)).toEqual(["/activityCodes/1", "/activityCodes/2"]);
  });

  it("accepts known codes", () => {
    expect(refusalCode(() => requireKnownActivityCodes(setUp, ["PSY45", "PSY60"]))).toBeNull();
  });
});

describe("same choiceText elsewhere 409 DUPLICATE_NAME", () => {
  it.each([
    ["new", "*All Individual Therapy", "DUPLICATE_NAME"],
    ["new", "*ALL  individual thérapy ", "DUPLICATE_NAME"],
    ["new", "All Individual Therapy", null],
    ["individual", "*All Individual Therapy", null],
    ["new", "Former", null],
  ])("%s with %j: %s", (groupId, choiceText, code) => {
    expect(refusalCode(() => requireFreeChoiceText(setUp, { groupId, choiceText }))).toBe(code);
  });
});

describe("what is in the catalog", () => {
  it("lists payers by name, codes by code, groups by text, without deleted ones", () => {
    const shuffled = catalog({
      payers: [
        payer({ payerId: "B", name: "zeta" }),
        payer({ payerId: "A", name: "Zeta" }),
        payer({ payerId: "C", name: "Épsilon" }),
      ],
      activityCodes: [activityCode("PSY60"), activityCode("ABA15"), activityCode("OLD")],
      groups: [group("b", "beta"), group("a", "Alpha")],
      deleted: ["activityCode:OLD"],
    });
    expect(livePayers(shuffled).map(({ payerId }) => payerId)).toEqual(["C", "A", "B"]);
    expect(liveActivityCodes(shuffled).map((each) => each.activityCode)).toEqual(["ABA15", "PSY60"]);
    expect(liveGroups(shuffled).map(({ groupId }) => groupId)).toEqual(["a", "b"]);
  });

  it("says which groups use an activity code; deleted groups use none", () => {
    expect(groupsWith(setUp, "PSY45").map(({ groupId }) => groupId)).toEqual(["individual"]);
    expect(groupsWith(setUp, "OLD")).toEqual([]);
  });

  it.each([
    [1, true],
    [15, true],
    [1440, true],
    [0, false],
    [1441, false],
    [7.5, false],
    ["15", false],
  ])("a unit of %j minutes: %s", (unitMinutes, accepted) => {
    expect(ActivityCode.safeParse({ ...activityCode("A"), unitMinutes }).success).toBe(accepted);
  });

  it.each([
    [true, true],
    [false, true],
    ["true", false],
    [1, false],
    [null, false],
    [undefined, false],
  ])("a payer's default of %j: %s", (priorAuthsRequired, accepted) => {
    expect(Payer.safeParse({ ...payer(), priorAuthsRequired }).success).toBe(accepted);
  });
});
