import { describe, expect, it } from "vitest";
import type { Authorization } from "../../domain/authorization.ts";
import { type Claimable, claimOfDay, claimUnder, whyNone } from "../../domain/claim.ts";
import { setUp } from "./coverage-scene.ts";
import { authorization, cap, confirmed, confirmedVersion, discontinued, insurance, stale } from "./examples.ts";

const service = { activityCode: "IND15", serviceDate: "2026-03-12" };
const under = (of: Authorization, others: Partial<Claimable> = {}): Claimable => ({
  authorization: of,
  insurance: insurance({ insuranceId: of.insuranceId }),
  cap: undefined,
  ...others,
});
const none = (reason: string) => ({ authorizationNumber: null, reason });

describe("A claim gets a number only where it holds.", () => {
  const number = { authorizationNumber: "PA-26-004417", authorizationId: "A3001", confirmed: false };
  it.each<[string, Authorization, object]>([
    ["it covers date and code", authorization(), number],
    ["its last day", authorization({ expirationDate: "2026-03-12" }), number],
    ["A3001 shortened to 2026-02-15", authorization({ expirationDate: "2026-02-15" }), none("OUTSIDE_DATES")],
    ["begun later", authorization({ effectiveDate: "2026-03-13" }), none("OUTSIDE_DATES")],
    ["of another code by now", authorization({ procedure: { activityCode: "FAM" } }), none("PROCEDURE_CHANGED")],
    ["of a group with the code", authorization({ procedure: { groupId: "therapy" } }), number],
    ["discontinued, and valid until then", authorization(discontinued()), number],
    [
      "released",
      authorization({ discontinued: { at: "2026-03-16T15:00:00.000Z", by: "u", effect: "RELEASE" } }),
      none("RELEASED"),
    ],
    ["without a number", authorization({ authorizationNumber: "pending" }), none("AUTH_NUMBER_PENDING")],
    ["with one that is none", authorization({ authorizationNumber: "TBD" }), none("AUTH_NUMBER_PENDING")],
  ])("%s", (_, of, claim) => {
    expect(claimUnder(under(of), service, setUp())).toEqual(claim);
  });

  it("A number changed since the confirm: the answer says `confirmed: false` and the number that billing has.", () => {
    const told = cap({ confirmed: confirmedVersion({ authorizationNumber: "PA-1" }) });
    const of = stale({ authorizationNumber: "PA-2" });
    expect(claimUnder(under(of, { cap: told }), service, setUp())).toEqual({
      authorizationNumber: "PA-2",
      authorizationId: "A3001",
      confirmed: false,
      confirmedAuthorizationNumber: "PA-1",
    });
    const same = cap({ confirmed: confirmedVersion() });
    expect(claimUnder(under(confirmed(), { cap: same }), service, setUp())).toEqual({ ...number, confirmed: true });
  });
});

describe("a day's services of one code", () => {
  const use = (authorizationId: string, insuranceId = "I2001", priority = 1) =>
    under(authorization({ authorizationId, insuranceId }), { insurance: insurance({ insuranceId, priority }) });
  const secondary = use("S", "I2", 2);
  it.each<[string, (Claimable | null)[], unknown]>([
    ["one", [use("A")], "A"],
    ["on two insurances: the one of the best priority, always", [secondary, use("B")], "B"],
    ["on two insurances, the other way round", [use("B"), secondary], "B"],
    ["on several of one insurance", [use("B"), use("A"), secondary], ["A", "B"]],
    ["one that is covered and one that is not", [use("A"), null], ["A"]],
  ])("%s", (_, uses, expected) => {
    const claim = claimOfDay(uses, service, setUp());
    if (Array.isArray(expected))
      expect(claim).toEqual({ ...none("SEVERAL_AUTHORIZATIONS"), authorizationIds: expected });
    else expect(claim).toMatchObject({ authorizationId: expected });
  });

  it("one that is posted uncovered gets no number until it is applied", () => {
    expect(claimOfDay([null], service, setUp())).toEqual(none("NO_AUTHORIZATION"));
  });
});

describe("why there is no number", () => {
  it.each<[Parameters<typeof whyNone>[0], string]>([
    [{ applied: null, reason: "PRIOR_AUTH_NOT_REQUIRED", warnings: [] }, "PRIOR_AUTH_NOT_REQUIRED"],
    [{ applied: null, reason: "NO_INSURANCE", warnings: [] }, "NO_INSURANCE"],
    [{ applied: null, warnings: ["NO_AUTHORIZATION"] }, "NO_AUTHORIZATION"],
    [{ applied: null, warnings: ["NO_AUTHORIZATION", "OUTSIDE_DATES"] }, "OUTSIDE_DATES"],
    [{ applied: { authorizationId: "A", reason: "" }, warnings: ["OVERUSE"] }, "CAP_EXCEEDED"],
  ])("%j: %s", (coverage, reason) => {
    expect(whyNone(coverage)).toBe(reason);
  });
});
