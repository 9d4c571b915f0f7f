import { describe, expect, it } from "vitest";
import type { Address } from "../../domain/client.ts";
import {
  ClientInsurance,
  changedInsurance,
  type InsuranceChange,
  priorAuthsMark,
  requireAuthorizable,
  requireDatesInOrder,
  type Subscriber,
  subscriberFromClient,
} from "../../domain/client-insurance.ts";
import { changedTogether, requireFreePriority } from "../../domain/duplicates.ts";
import { client, insurance, payer } from "./examples.ts";
import { refusalCode, refusalOf } from "./refusals.ts";

const address: Address = { line1: "12 Elm St", line2: "Apt 4", city: "Peoria", state: "IL", postalCode: "61602" };
const mother: Subscriber = {
  relationship: "CHILD",
  firstName: "Elena",
  lastName: "Quintero",
  dateOfBirth: "1985-02-03",
};

describe('The "prior auths required" mark', () => {
  it.each([true, false])(
    "the payer's default (%s) fills it when the client insurance is added without it (`source: PAYER_DEFAULT`)",
    (priorAuthsRequired) => {
      const mark = priorAuthsMark(undefined, payer({ priorAuthsRequired }));
      expect(mark).toEqual({ priorAuthsRequired, source: "PAYER_DEFAULT" });
    },
  );

  it("a payer saved with priorAuthsRequired true makes a new client insurance without the flag be stored true, PAYER_DEFAULT", () => {
    const mark = priorAuthsMark(undefined, payer({ priorAuthsRequired: true }));
    expect(insurance(mark)).toMatchObject({ priorAuthsRequired: true, source: "PAYER_DEFAULT" });
  });

  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])("a value given for the client wins (`EXPLICIT`): %s over the payer's %s", (given, priorAuthsRequired) => {
    const mark = priorAuthsMark(given, payer({ priorAuthsRequired }));
    expect(mark).toEqual({ priorAuthsRequired: given, source: "EXPLICIT" });
  });

  it("A later change of the payer's default rewrites nothing that exists.", () => {
    const marked = insurance(priorAuthsMark(undefined, payer({ priorAuthsRequired: true })));
    const changed = changedInsurance(marked, { payerId: "BLHBR", subscriberNumber: "BH1" }, client());
    expect(changed).toMatchObject({ priorAuthsRequired: true, source: "PAYER_DEFAULT", payerId: "BLHBR" });
  });
});

describe('"populate from client" copies the client\'s', () => {
  it("name, birth date and address, with the client as the subscriber", () => {
    expect(subscriberFromClient(client({ middleName: "Ana", address }), undefined)).toEqual({
      relationship: "SELF",
      firstName: "Marisol",
      middleName: "Ana",
      lastName: "Quintero",
      dateOfBirth: "2012-05-14",
      address,
    });
  });

  it("and makes up nothing that the client has not", () => {
    expect(Object.keys(subscriberFromClient(client(), undefined)).sort()).toEqual([
      "dateOfBirth",
      "firstName",
      "lastName",
      "relationship",
    ]);
  });

  it("over which anything given wins", () => {
    expect(subscriberFromClient(client({ middleName: "Ana", address }), mother)).toEqual({
      ...mother,
      middleName: "Ana",
      address,
    });
  });
});

describe("one not marked 422 PRIOR_AUTH_NOT_REQUIRED; inactive 422", () => {
  it.each([
    ["ACTIVE", true, null],
    ["ACTIVE", false, "PRIOR_AUTH_NOT_REQUIRED"],
    ["INACTIVE", true, "INSURANCE_INACTIVE"],
    ["INACTIVE", false, "INSURANCE_INACTIVE"],
  ] as const)("%s, required %s: %s", (status, priorAuthsRequired, code) => {
    expect(refusalCode(() => requireAuthorizable(insurance({ status, priorAuthsRequired })))).toBe(code);
  });
});

describe("a second active insurance with the same priority 409", () => {
  const primary = insurance();
  it.each([
    ["the same priority", { insuranceId: "I9", priority: 1 }, "PRIORITY_IN_USE"],
    ["another priority", { insuranceId: "I9", priority: 2 }, null],
    ["the same one again", { priority: 1, subscriberNumber: "NEW" }, null],
    ["an inactive one", { insuranceId: "I9", priority: 1, status: "INACTIVE" }, null],
  ] as const)("%s: %s", (_, changes, code) => {
    expect(refusalCode(() => requireFreePriority([primary], insurance(changes)))).toBe(code);
  });

  it("an inactive one holds no priority", () => {
    const closed = insurance({ status: "INACTIVE" });
    expect(refusalCode(() => requireFreePriority([closed], insurance({ insuranceId: "I9" })))).toBeNull();
  });

  it("names the one that holds it", () => {
    expect(refusalOf(() => requireFreePriority([primary], insurance({ insuranceId: "I9" }))).message).toContain(
      "I2001",
    );
  });
});

describe("primary and secondary change places in one request", () => {
  const [primary, secondary, third] = [1, 2, 3].map((priority) => insurance({ insuranceId: `I${priority}`, priority }));
  const inactive = insurance({ insuranceId: "I4", priority: 1, status: "INACTIVE", version: 7 });
  const all = new Map(
    [primary, secondary, third, inactive].flatMap((each) => (each ? [[each.insuranceId, each]] : [])),
  );
  const change = (insuranceId: string, changes: InsuranceChange, swap: boolean) => {
    const previous = all.get(insuranceId) ?? insurance();
    const changed = changedTogether(all, changedInsurance(previous, changes, client()), swap);
    return changed.map((each) => [each.insuranceId, each.priority, each.version]);
  };

  it.each<[string, string, InsuranceChange, boolean, [string, number, number][]]>([
    [
      "the secondary to 1",
      "I2",
      { priority: 1 },
      true,
      [
        ["I2", 1, 2],
        ["I1", 2, 2],
      ],
    ],
    ["to a priority that nobody has", "I2", { priority: 9 }, true, [["I2", 9, 2]]],
    ["to the priority of an inactive one alone", "I1", { status: "INACTIVE", priority: 2 }, true, [["I1", 2, 2]]],
    ["to its own priority", "I2", { priority: 2 }, true, []],
    ["nothing, without a swap", "I2", {}, false, []],
    ["something else", "I2", { groupNumber: "G" }, false, [["I2", 2, 2]]],
  ])("%s", (_, which, changes, swap, expected) => {
    expect(change(which, changes, swap)).toEqual(expected);
  });

  it("but no third one's place is taken", () => {
    expect(refusalCode(() => change("I2", { priority: 1 }, false))).toBe("PRIORITY_IN_USE");
    // It had priority 1, which the primary keeps.
    expect(refusalCode(() => change("I4", { status: "ACTIVE", priority: 2 }, true))).toBe("PRIORITY_IN_USE");
  });
});

describe("priority (integer, 1 = primary)", () => {
  it.each([
    [1, true],
    [99, true],
    [0, false],
    [-1, false],
    [100, false],
    [1.5, false],
    ["1", false],
    [null, false],
  ])("%j: %s", (priority, accepted) => {
    expect(ClientInsurance.safeParse({ ...insurance(), priority }).success).toBe(accepted);
  });
});

describe("a change of a client insurance", () => {
  const full = insurance({
    groupNumber: "G-7",
    effectiveDate: "2026-01-01",
    expirationDate: "2026-12-31",
    subscriber: mother,
  });

  it.each(["groupNumber", "effectiveDate", "expirationDate", "subscriber"] as const)("null clears %s", (field) => {
    const { [field]: _, ...rest } = full;
    expect(changedInsurance(full, { [field]: null }, client())).toEqual({ ...rest, version: 2 });
  });

  it("changes what is given and makes the next version", () => {
    const changed = changedInsurance(full, { priority: 2, status: "INACTIVE" }, client());
    expect(changed).toEqual({ ...full, priority: 2, status: "INACTIVE", version: 2 });
  });

  it.each([
    ["nothing", {}],
    ["what stands", { priority: 1, subscriberNumber: full.subscriberNumber, expirationDate: "2026-12-31" }],
    [
      "the same subscriber in another order",
      { subscriber: Object.fromEntries(Object.entries(mother).reverse()) as Subscriber },
    ],
  ])("that says %s changes nothing, and no version", (_, change) => {
    expect(changedInsurance(full, change, client())).toBe(full);
  });

  it("that says the mark that was given already changes nothing; that of the payer's default becomes the client's own", () => {
    const given = insurance({ source: "EXPLICIT" });
    expect(changedInsurance(given, { priorAuthsRequired: true }, client())).toBe(given);
    expect(changedInsurance(insurance(), { priorAuthsRequired: true }, client())).toMatchObject({ version: 2 });
  });

  it.each([true, false])("a mark that is given (%s), even the same one, is the client's own from then on", (given) => {
    const changed = changedInsurance(full, { priorAuthsRequired: given }, client());
    expect(changed).toMatchObject({ priorAuthsRequired: given, source: "EXPLICIT" });
  });

  it.each(["payerId", "priority", "status", "subscriberNumber", "priorAuthsRequired"])(
    "can't clear %s, which every insurance has",
    (field) => {
      expect(() => changedInsurance(full, { [field]: null }, client())).toThrow();
    },
  );

  it("populates the subscriber from the client", () => {
    const { subscriber } = changedInsurance(full, { populateSubscriberFromClient: true }, client({ address }));
    expect(subscriber).toEqual(subscriberFromClient(client({ address }), undefined));
  });

  it("populates what the given subscriber leaves open", () => {
    const change = { populateSubscriberFromClient: true, subscriber: mother } as const;
    expect(changedInsurance(insurance(), change, client({ address })).subscriber).toEqual({ ...mother, address });
  });

  it("keeps the insurance's own id and client", () => {
    const { insuranceId, clientId } = changedInsurance(full, { priority: 3 }, client({ clientId: "C9999" }));
    expect({ insuranceId, clientId }).toEqual({ insuranceId: "I2001", clientId: "C1001" });
  });
});

describe("expiration before effective 422; equal accepted", () => {
  it.each([
    ["2026-01-01", "2026-12-31", null],
    ["2026-03-16", "2026-03-16", null],
    ["2026-03-17", "2026-03-16", "EXPIRATION_BEFORE_EFFECTIVE"],
    ["2027-01-01", "2026-12-31", "EXPIRATION_BEFORE_EFFECTIVE"],
    [undefined, "2026-12-31", null],
    ["2026-01-01", undefined, null],
    [undefined, undefined, null],
  ])("%s..%s: %s", (effectiveDate, expirationDate, code) => {
    const dates = {
      ...(effectiveDate !== undefined && { effectiveDate }),
      ...(expirationDate !== undefined && { expirationDate }),
    };
    expect(refusalCode(() => requireDatesInOrder(dates))).toBe(code);
  });

  it("points to the expiration date", () => {
    const dates = { effectiveDate: "2026-03-17", expirationDate: "2026-03-16" };
    expect(refusalOf(() => requireDatesInOrder(dates)).faults.map(({ pointer }) => pointer)).toEqual([
      "/expirationDate",
    ]);
  });
});
