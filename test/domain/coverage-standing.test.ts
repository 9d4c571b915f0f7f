import { describe, expect, it } from "vitest";
import type { Authorization } from "../../domain/authorization.ts";
import type { PostedService, Service } from "../../domain/service.ts";
import { candidate, decided, type Given, type Policy, setUp, stored } from "./coverage-scene.ts";

const spent: Given = { authUnits: 4, taken: { unitsUsed: 4 } };

interface Case {
  readonly service?: Partial<PostedService>;
  readonly standing?: Partial<Service>;
  /** The authorization that it uses, without it. */
  readonly used?: Given;
  readonly others?: readonly Given[];
  readonly policy?: Policy;
  readonly therapy?: string[];
}

function corrected({ service, standing, used = {}, others = [], policy = "BLOCK", therapy }: Case) {
  const isCurrent = used.discontinued === undefined;
  return decided(
    [...(isCurrent ? [used] : []), ...others],
    { units: 4, ...service },
    {
      catalog: setUp(policy, therapy),
      standing: { service: stored(standing), used: candidate(used) },
    },
  );
}

const discontinued = (effect?: "KEEP" | "RELEASE"): Pick<Authorization, "discontinued"> => ({
  discontinued: { at: "2026-03-16T15:00:00.000Z", by: "u-clinician", ...(effect !== undefined && { effect }) },
});

describe("Correcting never gets stricter.", () => {
  const over = { ...spent, taken: { unitsUsed: 3 } };
  it.each<[string, Case, string | null]>([
    ["the overused service lowered", { used: over, service: { units: 2 } }, null],
    ["the same again", { used: over }, null],
    ["raised", { used: over, service: { units: 5 } }, "CAP_EXCEEDED"],
    [
      "SCHEDULED to RENDERED with the same units",
      { used: over, standing: { status: "SCHEDULED" }, service: { status: "RENDERED" } },
      null,
    ],
    [
      "SCHEDULED to RENDERED with more units",
      { used: over, standing: { status: "SCHEDULED" }, service: { status: "RENDERED", units: 5 } },
      "CAP_EXCEEDED",
    ],
    [
      "lowered, by a caller who names the insurance it is on",
      { used: over, service: { units: 2, insuranceId: "I2001" } },
      null,
    ],
    [
      "lowered, by a caller who names another insurance",
      { others: [{ authorizationId: "B", insuranceId: "I9", ...spent }], service: { units: 2, insuranceId: "I9" } },
      "CAP_EXCEEDED",
    ],
    ["lowered on another day", { used: over, service: { units: 2, serviceDate: "2026-03-17" } }, "CAP_EXCEEDED"],
    [
      "lowered and moved to another authorization that is used up",
      { others: [{ authorizationId: "B", ...spent }], service: { units: 2, authorizationId: "B" } },
      "CAP_EXCEEDED",
    ],
  ])("%s", (_, given, code) => {
    expect(corrected(given).refusal?.code ?? null).toBe(code);
    expect(corrected({ ...given, policy: "FLAG" }).refusal).toBeNull();
  });

  it("what uses none stays so when it is lowered and nothing takes it", () => {
    const standing = { applied: null, warnings: ["NO_AUTHORIZATION" as const] };
    const given: Case = { used: { effectiveDate: "2026-04-01", expirationDate: "2026-04-30" }, standing };
    expect(corrected({ ...given, service: { units: 2 } })).toMatchObject({ applied: null, refusal: null });
    expect(corrected({ ...given, service: { units: 5 } }).refusal?.code).toBe("NO_AUTHORIZATION");
  });
});

describe("a service keeps the authorization it uses while its code and date are unchanged", () => {
  const better: Given = { authorizationId: "B", expirationDate: "2026-03-20" };
  const kept = { applied: { authorizationId: "A3001", reason: "as it was" }, refusal: null };
  it.each<[string, Case, readonly string[]]>([
    ["though another would be chosen now", { others: [better] }, []],
    ["its dates were changed", { used: { expirationDate: "2026-02-15" } }, ["OUTSIDE_DATES"]],
    ["its procedure was changed", { used: { procedure: { activityCode: "FAM" } } }, ["PROCEDURE_CHANGED"]],
    [
      "its group was changed",
      { used: { procedure: { groupId: "therapy" } }, therapy: ["FAM"], standing: { status: "SCHEDULED" } },
      ["PROCEDURE_CHANGED"],
    ],
    ["discontinued", { used: discontinued(), others: [better] }, []],
    ["discontinued with KEEP", { used: discontinued("KEEP") }, []],
    ["after the caller named it", { standing: { authorizationId: "A3001" }, others: [better] }, []],
  ])("%s", (_, given, warnings) => {
    expect(corrected({ ...given, service: { units: 3 } })).toEqual({ ...kept, warnings });
  });

  it("that is named although it no longer fits is named still", () => {
    const used = { procedure: { activityCode: "FAM" } };
    expect(corrected({ used, service: { units: 3, authorizationId: "A3001" } })).toMatchObject({
      applied: { authorizationId: "A3001", reason: "it was named" },
      warnings: ["PROCEDURE_CHANGED"],
    });
  });

  it.each<[string, Case]>([
    ["another day", { service: { serviceDate: "2026-03-17" } }],
    ["another code", { used: { procedure: { groupId: "therapy" } }, service: { activityCode: "FAM" } }],
    ["the caller names another", { service: { authorizationId: "B" } }],
    ["the caller names another insurance", { service: { insuranceId: "I9" } }],
    ["it was released", { used: discontinued("RELEASE") }],
  ])("but not when %s", (_, given) => {
    const of = given.service?.insuranceId === undefined ? {} : { insuranceId: "I9" };
    const others = [{ ...better, ...of, procedure: { groupId: "therapy" }, expirationDate: "2026-03-19" }];
    const used = { ...given.used, expirationDate: "2026-07-04" };
    const { applied } = corrected({
      ...given,
      used: given.used?.procedure ? { ...used, expirationDate: "2026-03-20" } : used,
      others,
    });
    const isByChoice = given.used?.procedure === undefined && given.service?.serviceDate !== undefined;
    expect(applied?.authorizationId).toBe(isByChoice ? "A3001" : "B");
    expect(applied?.reason).not.toBe("as it was");
  });
});
