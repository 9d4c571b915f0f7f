import { describe, expect, it } from "vitest";
import { type ClientInsurance, ProblemError } from "../../clients/typescript/src/index.ts";
import {
  emptyInsurance,
  insuranceChangeOf,
  insuranceFaultsOf,
  insuranceInputOf,
  insuranceValuesOf,
  priorityHolder,
  rebasedInsurance,
} from "../../web/elements/client-insurance/insurance-form.ts";

const insurance: ClientInsurance = {
  insuranceId: "I1",
  clientId: "C1",
  payerId: "P1",
  payerName: "Payer One",
  priority: 2,
  status: "ACTIVE",
  subscriberNumber: "S1",
  groupNumber: "G1",
  priorAuthsRequired: true,
  source: "PAYER_DEFAULT",
  subscriber: { relationship: "SELF", firstName: "Ada", lastName: "Moor", address: { city: "Elgin" } },
  version: 3,
};
const read = insuranceValuesOf(insurance);

it("proposes the first priority that is free", () => {
  expect(emptyInsurance([]).priority).toBe("1");
  expect(emptyInsurance([1, 2, 4]).priority).toBe("3");
});

describe("primary and secondary change places", () => {
  const other: ClientInsurance = { ...insurance, insuranceId: "I2", priority: 1, payerName: "Payer Two" };
  const all = [insurance, other, { ...other, insuranceId: "I3", priority: 3, status: "INACTIVE" as const }];
  it.each([
    ["1", "ACTIVE", "I2"],
    [" 1 ", "ACTIVE", "I2"],
    ["2", "ACTIVE", undefined],
    ["3", "ACTIVE", undefined],
    ["1", "INACTIVE", undefined],
  ])("a priority of %j, %s, is held by %s", (priority, status, holder) => {
    expect(priorityHolder(all, insurance, { ...read, priority, status })?.insuranceId).toBe(holder);
  });

  it("is asked for with the priority alone; a new insurance changes places with none", () => {
    expect(insuranceChangeOf(read, { ...read, priority: "1", swapPriority: true })).toEqual({
      priority: 1,
      swapPriority: true,
    });
    expect(insuranceChangeOf(read, { ...read, swapPriority: true })).toEqual({});
    expect(priorityHolder(all, undefined, { ...read, priority: "1" })).toBeUndefined();
  });
});

describe("the prior auths required mark", () => {
  const values = { ...emptyInsurance([]), payerId: "P1", subscriberNumber: "S1" };

  it("that nobody touched is left out, so that the payer's default fills it", () => {
    expect(insuranceInputOf(values)).toEqual({ priority: 1, payerId: "P1", subscriberNumber: "S1" });
  });

  it.each([true, false])("that was set is sent, whatever the payer's default is: %s", (priorAuthsRequired) => {
    expect(insuranceInputOf({ ...values, priorAuthsRequired })).toMatchObject({ priorAuthsRequired });
  });
});

it("asks to populate the subscriber from the client", () => {
  const values = { ...emptyInsurance([]), populateFromClient: true };
  expect(insuranceInputOf(values)).toEqual({ priority: 1, populateSubscriberFromClient: true });
});

it("puts the subscriber's fields where the API has them", () => {
  const values = { ...emptyInsurance([]), relationship: "SELF", firstName: "Ada", city: "Elgin" };
  expect(insuranceInputOf(values)).toEqual({
    priority: 1,
    subscriber: { relationship: "SELF", firstName: "Ada", address: { city: "Elgin" } },
  });
});

it("leaves it to the API to refuse a priority that is no number", () => {
  expect(insuranceInputOf({ ...emptyInsurance([]), priority: "first" }).priority).toBe("first");
});

describe("the body of a change", () => {
  it("is empty when nothing was changed", () => {
    expect(insuranceChangeOf(read, read)).toEqual({});
  });

  it("has only what differs, and null for what was emptied", () => {
    const values = { ...read, groupNumber: "", status: "INACTIVE", subscriberNumber: "", priorAuthsRequired: false };
    expect(insuranceChangeOf(read, values)).toEqual({
      groupNumber: null,
      status: "INACTIVE",
      subscriberNumber: "",
      priorAuthsRequired: false,
    });
  });

  it("has the whole subscriber when a part of it changed", () => {
    expect(insuranceChangeOf(read, { ...read, city: "Aurora" })).toEqual({
      subscriber: { relationship: "SELF", firstName: "Ada", lastName: "Moor", address: { city: "Aurora" } },
    });
  });

  it("takes the subscriber away when all of it was emptied", () => {
    const emptied = { ...read, relationship: "", firstName: "", lastName: "", city: "" };
    expect(insuranceChangeOf(read, emptied)).toEqual({ subscriber: null });
  });
});

it("keeps what was typed when somebody else saved first", () => {
  const theirs = { ...read, groupNumber: "G2", priority: "5" };
  const mine = { ...read, priority: "3", priorAuthsRequired: false };
  expect(rebasedInsurance(read, theirs, mine)).toEqual({
    ...read,
    groupNumber: "G2",
    priority: "3",
    priorAuthsRequired: false,
  });
});

describe("a refusal", () => {
  const refusal = (code: ProblemError["code"], errors: readonly string[] = []) =>
    new ProblemError({
      status: 400,
      code,
      problem: {
        code,
        detail: "The reason.",
        errors: errors.map((pointer) => ({ pointer, code: "X", message: "is wrong" })),
      },
      currentEtag: null,
      retryAfterSeconds: null,
      mayHaveHappened: false,
    });

  it("puts every fault at its field, however deep it stands in the body", () => {
    const { fields, others } = insuranceFaultsOf(
      refusal("VALIDATION_FAILED", ["/priority", "/subscriber/firstName", "/subscriber/address/city", "/other"]),
    );
    expect([...fields.keys()]).toEqual(["priority", "firstName", "city"]);
    expect(others).toEqual(["/other is wrong."]);
  });

  it.each([
    ["PRIORITY_IN_USE", "priority"],
    ["PAYER_IN_USE", "payerId"],
    ["UNKNOWN_PAYER", "payerId"],
  ] as const)("of a rule stands at the field it is about: %s", (code, field) => {
    expect([...insuranceFaultsOf(refusal(code)).fields]).toEqual([[field, "The reason."]]);
  });
});
