import { describe, expect, it } from "vitest";
import type { Authorization } from "../../domain/authorization.ts";
import {
  type AuthorizationCopy,
  type CopyResult,
  copiedAuthorization,
  countedCopy,
  decideCopy,
  failedCopy,
  failureOf,
  plannedCopy,
  portionsOf,
  startedCopy,
  withNextLap,
} from "../../domain/authorization-copy.ts";
import type { Client } from "../../domain/client.ts";
import type { ClientInsurance } from "../../domain/client-insurance.ts";
import { activityCode, authorization, catalog, client, confirmed, copy, insurance, payer } from "./examples.ts";

const created = (clientId: string): CopyResult => ({ clientId, outcome: "CREATED", authorizationId: `A-${clientId}` });
const skipped = (clientId: string): CopyResult => ({ clientId, outcome: "SKIPPED", reason: "DUPLICATE" });

const today = "2026-03-16";

/** What is decided for a target with these insurances and authorizations. */
function decided(
  target: { client?: Client; insurances?: ClientInsurance[]; authorizations?: Authorization[] },
  changes: Partial<AuthorizationCopy> = {},
) {
  const { insurances = [insurance()], authorizations = [] } = target;
  const asItStands = {
    client: target.client ?? client(),
    insurances: new Map(insurances.map((each) => [each.insuranceId, each])),
    authorizations: new Map(authorizations.map((each) => [each.authorizationId, each])),
  };
  const decision = decideCopy(copy(changes), asItStands, today);
  return typeof decision === "string" ? decision : decision.insurance.insuranceId;
}

describe("one authorization to all, active or chosen clients of a payer", () => {
  it.each([
    ["ALL", "INACTIVE", "I2001"],
    ["CLIENTS", "INACTIVE", "I2001"],
    ["ACTIVE", "INACTIVE", "CLIENT_INACTIVE"],
    ["ACTIVE", "ACTIVE", "I2001"],
  ] as const)("to %s: a client that is %s: %s", (targetType, status, expected) => {
    expect(decided({ client: client({ status }) }, { targetType })).toBe(expected);
  });

  it.each<[string, ClientInsurance[], string]>([
    ["none", [], "NO_INSURANCE_OF_PAYER"],
    ["one of another payer", [insurance({ payerId: "CVBMC" })], "NO_INSURANCE_OF_PAYER"],
    ["an inactive one", [insurance({ status: "INACTIVE" })], "INSURANCE_INACTIVE"],
    ["one that is not marked", [insurance({ priorAuthsRequired: false })], "PRIOR_AUTH_NOT_REQUIRED"],
    [
      "an inactive one that is marked, an active one that is not",
      [insurance({ status: "INACTIVE" }), insurance({ insuranceId: "I2", priority: 2, priorAuthsRequired: false })],
      "PRIOR_AUTH_NOT_REQUIRED",
    ],
    [
      "two that are marked: the one of the better priority",
      [insurance({ priority: 3 }), insurance({ insuranceId: "I2", priority: 2 })],
      "I2",
    ],
    [
      "a better one that is not marked: the one that is",
      [insurance({ insuranceId: "I2", priority: 1, priorAuthsRequired: false }), insurance({ priority: 2 })],
      "I2001",
    ],
  ])("answers skipped with reason: insurances of the payer: %s", (_, insurances, expected) => {
    expect(decided({ insurances })).toBe(expected);
  });
});

describe("a copy's insurance is in force on the first of its days still to come, or on the last of one that has expired", () => {
  const until = (expirationDate: string) => insurance({ insuranceId: "until", priority: 1, expirationDate });
  const from = (effectiveDate: string) => insurance({ insuranceId: "from", priority: 2, effectiveDate });
  it.each<[string, string, ClientInsurance[], string]>([
    ["2026-01-05", "2026-07-04", [until("2026-03-15"), from("2026-03-16")], "from"],
    ["2026-01-05", "2026-07-04", [until("2026-03-16"), from("2026-03-16")], "until"],
    ["2026-04-01", "2026-07-04", [until("2026-03-31"), from("2026-04-01")], "from"],
    ["2025-07-01", "2025-12-31", [until("2025-12-31"), from("2026-01-01")], "until"],
    ["2025-07-01", "2025-12-31", [until("2025-06-30"), from("2026-01-01")], "INSURANCE_INACTIVE"],
  ])("of %s..%s", (effectiveDate, expirationDate, insurances, expected) => {
    const copied = { procedure: { activityCode: "IND15" }, effectiveDate, expirationDate };
    expect(decided({ insurances }, { copied })).toBe(expected);
  });
});

describe("a second copy creates nothing twice", () => {
  it.each<[string, Partial<Authorization>, string]>([
    ["the same", {}, "DUPLICATE"],
    ["the same with a number and other amounts", { authorizationNumber: "PA-9", authUnits: 3 }, "DUPLICATE"],
    ["under another insurance of the payer", { insuranceId: "I2" }, "DUPLICATE"],
    ["under an inactive insurance of the payer", { insuranceId: "I3" }, "DUPLICATE"],
    ["under another payer's insurance", { insuranceId: "I4" }, "I2001"],
    ["of another procedure", { procedure: { activityCode: "PSY45" } }, "I2001"],
    ["of a group with the code's name", { procedure: { groupId: "IND15" } }, "I2001"],
    ["from another day on", { effectiveDate: "2026-01-06" }, "I2001"],
    ["to another day", { expirationDate: "2026-07-05" }, "I2001"],
  ])("a client that has one already: %s: %s", (_, changes, expected) => {
    const insurances = [
      insurance(),
      insurance({ insuranceId: "I2", priority: 2 }),
      insurance({ insuranceId: "I3", priority: 3, status: "INACTIVE" }),
      insurance({ insuranceId: "I4", priority: 4, payerId: "CVBMC" }),
    ];
    expect(decided({ insurances, authorizations: [authorization(changes)] })).toBe(expected);
  });
});

describe("unconfirmed with number Pending", () => {
  const source = confirmed({ authUnits: 40, authVisits: 5, notes: "called about Marisol" });
  const start = {
    copyId: "copy-1",
    payerId: "PSMED",
    targetType: "ALL" as const,
    createdAt: "2026-03-16T14:05:00.000Z",
    createdBy: "u-starter",
    plan: null,
  };

  it("of a confirmed one with notes: procedure, amounts and dates, entered by whoever started the copy", () => {
    const begun = startedCopy(start, source);
    const told = { authorizationId: "A-new", at: "2026-03-16T14:05:09.000Z" };
    expect(copiedAuthorization(begun, insurance({ clientId: "C2", insuranceId: "I9" }), told)).toEqual({
      authorizationId: "A-new",
      clientId: "C2",
      insuranceId: "I9",
      authorizationNumber: "Pending",
      procedure: { activityCode: "IND15" },
      authUnits: 40,
      authVisits: 5,
      effectiveDate: "2026-01-05",
      expirationDate: "2026-07-04",
      expirationDateSince: told.at,
      createdAt: "2026-03-16T14:05:09.000Z",
      createdBy: "u-starter",
      updatedAt: "2026-03-16T14:05:09.000Z",
      updatedBy: "u-starter",
      version: 1,
    });
  });

  it("never treats missing as zero: without amounts the copies have none", () => {
    const begun = startedCopy(start, authorization());
    const made = copiedAuthorization(begun, insurance(), { authorizationId: "A", at: "2026-03-16T14:05:09.000Z" });
    expect(Object.keys(made)).not.toContain("authUnits");
    expect(Object.keys(made)).not.toContain("authVisits");
  });

  it("says which version was copied", () => {
    expect(startedCopy(start, source)).toMatchObject({
      sourceClientId: "C1001",
      sourceAuthorizationId: "A3001",
      sourceVersion: 2,
      state: "RUNNING",
      lap: 1,
      created: 0,
      skipped: 0,
    });
  });
});

describe("portions", () => {
  it("hold up to 100 targets, in the order of their ids, each once", () => {
    const ids = Array.from({ length: 250 }, (_, index) => `C${index}`);
    const portions = portionsOf([...ids, ...ids].reverse());
    expect(portions.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(portions.flat()).toEqual([...ids].sort());
  });

  it("of nobody are none", () => {
    expect(portionsOf([])).toEqual([]);
  });
});

describe("how far a copy has come", () => {
  it("without any target it is done as soon as that is known", () => {
    expect(plannedCopy(copy({ plan: null }), { planId: "p", total: 0 }).state).toBe("DONE");
    expect(plannedCopy(copy({ plan: null }), { planId: "p", total: 1 }).state).toBe("RUNNING");
  });

  it("counts portion by portion, and is done with the last one", () => {
    const begun = copy({ plan: { planId: "p", total: 3 }, version: 2 });
    const halfWay = countedCopy(begun, [skipped("C2"), created("C1")]);
    expect(halfWay).toMatchObject({ created: 1, skipped: 1, countedThrough: "C2", state: "RUNNING", version: 3 });
    const done = countedCopy(halfWay, [created("C3")]);
    expect(done).toMatchObject({ created: 2, skipped: 1, countedThrough: "C3", state: "DONE", version: 4 });
  });

  it("handed over it is the same, but for the event that carries it on", () => {
    const before = copy({ lap: 3, version: 7 });
    expect(withNextLap(before)).toEqual({ ...before, lap: 4, version: 8 });
  });

  it.each([
    ["UNKNOWN_PAYER", catalog({ activityCodes: [activityCode("IND15")], payers: [payer()], deleted: ["payer:PSMED"] })],
    [
      "UNKNOWN_PROCEDURE",
      catalog({ activityCodes: [activityCode("IND15")], payers: [payer()], deleted: ["activityCode:IND15"] }),
    ],
    [null, catalog({ activityCodes: [activityCode("IND15")], payers: [payer()] })],
  ])("what makes the whole copy impossible: %s", (failure, setup) => {
    expect(failureOf(copy(), setup)).toBe(failure);
  });

  it("failed, it keeps and counts what it has created", () => {
    const begun = copy({ plan: { planId: "p", total: 5 }, created: 1, version: 2 });
    expect(failedCopy(begun, "UNKNOWN_PAYER", [created("C2")])).toMatchObject({
      state: "FAILED",
      failure: "UNKNOWN_PAYER",
      created: 2,
      version: 3,
    });
  });

  it("is done all the same when nothing was left to be done", () => {
    const begun = copy({ plan: { planId: "p", total: 2 }, created: 1 });
    const over = failedCopy(begun, "UNKNOWN_PAYER", [created("C2")]);
    expect(over.state).toBe("DONE");
    expect(over).not.toHaveProperty("failure");
  });
});
