import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balanceAfter, type Candidate } from "../../domain/candidate.ts";
import { coverageOf } from "../../domain/coverage.ts";
import type { PostedService } from "../../domain/service.ts";
import { candidate, chosen, decided, type Given, setUp } from "./coverage-scene.ts";
import { posted } from "./examples.ts";
import { refusalCode } from "./refusals.ts";

const idOf = (...args: Parameters<typeof chosen>) => chosen(...args).applied?.authorizationId ?? null;

describe("Which authorization a service uses, when the caller names none: same client, not in history, procedure covers the activity code, service date inside the dates", () => {
  it.each<[string, Given, boolean]>([
    ["code and date fit", {}, true],
    ["another code", { procedure: { activityCode: "FAM" } }, false],
    ["a group with the code", { procedure: { groupId: "therapy" } }, true],
    ["an unknown group", { procedure: { groupId: "IND15" } }, false],
    ["the first day", { effectiveDate: "2026-03-16" }, true],
    ["the last day", { expirationDate: "2026-03-16" }, true],
    ["the day before", { effectiveDate: "2026-03-17" }, false],
    ["the day after", { expirationDate: "2026-03-15" }, false],
    ["used up: still the one that is used", { authUnits: 1, taken: { unitsUsed: 1 } }, true],
  ])("%s: %s", (_, given, used) => {
    expect(idOf([given])).toBe(used ? "A3001" : null);
  });

  it("none at all", () => {
    expect(chosen([])).toEqual({ applied: null, warnings: ["NO_AUTHORIZATION"] });
  });

  it("says when one would cover it on another day", () => {
    expect(chosen([{ expirationDate: "2026-03-15" }]).warnings).toEqual(["NO_AUTHORIZATION", "OUTSIDE_DATES"]);
    expect(chosen([{ procedure: { activityCode: "FAM" } }]).warnings).toEqual(["NO_AUTHORIZATION"]);
  });
});

describe("covers it whole; has remaining; single code before group; earliest expiration; earliest effective; lowest id", () => {
  const spent = { authUnits: 4, taken: { unitsUsed: 4 } };
  const inGroup = { procedure: { groupId: "therapy" } };
  it.each<[string, Given, Given]>([
    ["remaining before none, though a group", { authorizationId: "B", ...inGroup }, { authorizationId: "A", ...spent }],
    [
      "remaining visits before none",
      { authorizationId: "B", authVisits: 5, taken: { visitsUsed: 4 } },
      { authorizationId: "A", authVisits: 5, taken: { visitsUsed: 5 } },
    ],
    [
      "single code before group, though it expires later",
      { authorizationId: "B", expirationDate: "2026-12-31" },
      { authorizationId: "A", ...inGroup, expirationDate: "2026-03-20" },
    ],
    [
      "earliest expiration, though effective later",
      { authorizationId: "B", effectiveDate: "2026-03-10", expirationDate: "2026-06-30" },
      { authorizationId: "A", effectiveDate: "2026-01-01", expirationDate: "2026-07-01" },
    ],
    [
      "earliest effective, though a higher id",
      { authorizationId: "B", effectiveDate: "2026-01-01" },
      { authorizationId: "A", effectiveDate: "2026-01-02" },
    ],
    ["lowest id", { authorizationId: "A" }, { authorizationId: "B" }],
    [
      "of two used up, the single code",
      { authorizationId: "B", ...spent },
      { authorizationId: "A", ...spent, ...inGroup },
    ],
    [
      "what covers it whole before what has remaining, though it expires later",
      { authorizationId: "B", authUnits: 10, expirationDate: "2026-06-30" },
      { authorizationId: "A", authUnits: 1, expirationDate: "2026-04-30" },
    ],
    [
      "of two that do not cover it whole, what has remaining, though it expires later",
      { authorizationId: "B", authUnits: 1, expirationDate: "2026-06-30" },
      { authorizationId: "A", ...spent, expirationDate: "2026-04-30" },
    ],
  ])("%s", (_, better, worse) => {
    expect(idOf([better, worse], { units: 2 })).toBe(better.authorizationId);
    expect(idOf([worse, better], { units: 2 })).toBe(better.authorizationId);
  });

  it.each(["FLAG", "BLOCK"] as const)(
    "%s: of 4 left that end 04-30 and 10 left that end 06-30, a service of 6 goes to the second",
    (policy) => {
      const first: Given = { authorizationId: "A", authUnits: 4, expirationDate: "2026-04-30" };
      const second: Given = { authorizationId: "B", authUnits: 10, expirationDate: "2026-06-30" };
      const { applied, warnings } = chosen([first, second], { units: 6 }, policy);
      expect([applied?.authorizationId, warnings]).toEqual(["B", []]);
      expect(applied?.reason).toMatch(/covers the service whole/);
      expect(chosen([first, second], { units: 4 }, policy).applied?.authorizationId).toBe("A");
    },
  );

  it("a visit of a day that is counted already is free", () => {
    const day = { S1: { activityCode: "IND15", status: "RENDERED" as const, units: 1 } };
    const full = { authorizationId: "B", authVisits: 1, taken: { visitsUsed: 1, unitsUsed: 1 }, day };
    expect(chosen([full])).toMatchObject({ applied: { authorizationId: "B" }, warnings: [] });
    expect(
      idOf([
        { ...full, expirationDate: "2026-03-31" },
        { authorizationId: "A", expirationDate: "2026-04-30" },
      ]),
    ).toBe("B");
  });

  it("does not depend on the order in which they are looked at", () => {
    const given = fc.record({
      authorizationId: fc.constantFrom("A", "B", "C", "D", "E"),
      expirationDate: fc.constantFrom("2026-03-31", "2026-04-30"),
      effectiveDate: fc.constantFrom("2026-01-01", "2026-02-01"),
      procedure: fc.constantFrom({ activityCode: "IND15" }, { groupId: "therapy" }),
      authUnits: fc.constantFrom(1, 10),
      taken: fc.constantFrom({}, { unitsUsed: 1 }),
      of: fc.record({
        priority: fc.constantFrom(1, 2),
        status: fc.constantFrom("ACTIVE" as const, "INACTIVE" as const),
      }),
    });
    const several = fc.uniqueArray(given, { selector: ({ authorizationId }) => authorizationId, minLength: 1 });
    const shuffled = several.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(chosen(other)).toEqual(chosen(all));
      }),
    );
  });

  it("with the reason why this one", () => {
    const reasonOf = (...given: Given[]) => chosen(given).applied?.reason ?? "";
    expect(reasonOf({})).not.toBe("");
    const two: Given[] = [{ authorizationId: "A", expirationDate: "2026-03-31" }, { authorizationId: "B" }];
    expect(reasonOf(...two)).not.toBe(reasonOf({}));
  });
});

describe("With an insuranceId, only that insurance's; without one, by insurance priority first.", () => {
  const primary: Given = { authorizationId: "P", insuranceId: "I1", of: { priority: 1 } };
  const secondary: Given = { authorizationId: "S", insuranceId: "I2", of: { priority: 2 } };
  const spent = { authUnits: 1, taken: { unitsUsed: 1 } };
  it.each<[string, Given[], Partial<PostedService>, string | null]>([
    ["the primary's", [secondary, primary], {}, "P"],
    ["the primary's, even used up", [secondary, { ...primary, ...spent }], {}, "P"],
    ["the named insurance's", [secondary, primary], { insuranceId: "I2" }, "S"],
    ["none of another insurance", [primary], { insuranceId: "I2" }, null],
    [
      "an active one's before an inactive one's",
      [secondary, { ...primary, of: { priority: 1, status: "INACTIVE" } }],
      {},
      "S",
    ],
    [
      "by number: 2 before 10",
      [
        { ...secondary, of: { priority: 10 } },
        { ...primary, of: { priority: 2 } },
      ],
      {},
      "P",
    ],
  ])("%s", (_, given, changes, id) => {
    expect(idOf(given, changes)).toBe(id);
  });
});

describe("An insurance is in force on a day while it is active and within its own dates; others come after all that are.", () => {
  const later: Given = { authorizationId: "S", insuranceId: "I2", of: { priority: 2, effectiveDate: "2026-03-01" } };
  const primary = (of: Partial<NonNullable<Candidate["insurance"]>>): Given => ({
    authorizationId: "P",
    insuranceId: "I1",
    of: { priority: 1, ...of },
  });
  it.each<[string, Given, string, string]>([
    ["the first ended before", primary({ expirationDate: "2026-02-28" }), "2026-03-10", "S"],
    ["the first ends that day", primary({ expirationDate: "2026-03-10" }), "2026-03-10", "P"],
    ["the first begins later", primary({ effectiveDate: "2026-03-11" }), "2026-03-10", "S"],
    ["the first begins that day", primary({ effectiveDate: "2026-03-10" }), "2026-03-10", "P"],
    ["neither is: by priority", primary({ expirationDate: "2026-02-01" }), "2026-02-15", "P"],
  ])("%s", (_, first, serviceDate, id) => {
    expect(idOf([later, first], { serviceDate })).toBe(id);
    expect(idOf([first, later], { serviceDate })).toBe(id);
  });
});

describe("a refusal by BLOCK names an authorization of another insurance that would cover it whole", () => {
  const primary: Given = { authorizationId: "P", insuranceId: "I1", of: { priority: 1 }, authUnits: 2 };
  const secondary: Given = { authorizationId: "S", insuranceId: "I2", of: { priority: 2 }, authUnits: 9 };
  const errorOf = (given: readonly Given[], service: object) => decided(given, service, { policy: "BLOCK" }).refusal;

  it("over the cap", () => {
    const refusal = errorOf([primary, secondary], { units: 4 });
    expect([refusal?.code, refusal?.message]).toEqual(["CAP_EXCEEDED", expect.stringMatching(/\bS\b.*\bI2\b/)]);
    expect(refusal?.faults).toMatchObject([{ pointer: "/authorizationId", message: expect.stringContaining("S") }]);
    expect(decided([primary, secondary], { units: 4, authorizationId: "S" }, { policy: "BLOCK" })).toMatchObject({
      applied: { authorizationId: "S" },
      refusal: null,
    });
  });

  it("without any of the insurance that was named", () => {
    expect(errorOf([secondary], { insuranceId: "I2001", units: 4 })).toMatchObject({ code: "NO_AUTHORIZATION" });
    expect(errorOf([secondary], { insuranceId: "I2001", units: 4 })?.faults).toHaveLength(1);
  });

  it("and none that would not", () => {
    expect(errorOf([primary, { ...secondary, authUnits: 3 }], { units: 4 })?.faults).toEqual([]);
  });
});

describe("an authorization that the caller names", () => {
  const better: Given = { authorizationId: "A", expirationDate: "2026-03-20" };
  const named: Given = { authorizationId: "N", procedure: { groupId: "therapy" } };
  it("is used, though another would be better", () => {
    expect(chosen([better, named], { authorizationId: "N" })).toMatchObject({
      applied: { authorizationId: "N" },
      warnings: [],
    });
  });

  it("is used out of its dates with a warning; with BLOCK it is refused", () => {
    const past = { ...named, expirationDate: "2026-03-01" };
    expect(chosen([better, past], { authorizationId: "N" })).toMatchObject({
      applied: { authorizationId: "N" },
      warnings: ["OUTSIDE_DATES"],
    });
    expect(refusalCode(() => chosen([better, past], { authorizationId: "N" }, "BLOCK"))).toBe("NO_AUTHORIZATION");
  });

  it.each<[string, Partial<PostedService>]>([
    ["unknown", { authorizationId: "X" }],
    ["for another code", { authorizationId: "N", activityCode: "GRP" }],
    ["of another insurance", { authorizationId: "N", insuranceId: "I9" }],
  ])("is refused when it is %s", (_, changes) => {
    expect(refusalCode(() => chosen([better, named], changes))).toBe("NO_AUTHORIZATION");
  });
});

describe("Going over a cap: agency setting `overCapPolicy`. `FLAG` (default) accepts and marks OVERUSE; `BLOCK` refuses.", () => {
  const day = { S1: { activityCode: "IND15", status: "RENDERED" as const, units: 1 } };
  it.each<[string, Given, Partial<PostedService>, boolean]>([
    ["not limited", {}, { units: 999_999 }, false],
    ["exactly what is left", { authUnits: 10, taken: { unitsUsed: 6 } }, { units: 4 }, false],
    ["one more than is left", { authUnits: 10, taken: { unitsUsed: 7 } }, { units: 4 }, true],
    ["over already", { authUnits: 10, taken: { unitsUsed: 12 } }, { units: 1 }, true],
    ["the last visit", { authVisits: 5, taken: { visitsUsed: 4 } }, {}, false],
    ["a visit too many", { authVisits: 5, taken: { visitsUsed: 5 } }, {}, true],
    ["another service on a counted day", { authVisits: 1, taken: { visitsUsed: 1, unitsUsed: 1 }, day }, {}, false],
    [
      "another service on a counted day, over already",
      { authVisits: 1, taken: { visitsUsed: 2, unitsUsed: 2 }, day },
      {},
      false,
    ],
    ["units fit, visits don't", { authUnits: 99, authVisits: 1, taken: { visitsUsed: 1 } }, {}, true],
    ["visits fit, units don't", { authUnits: 3, authVisits: 9 }, {}, true],
    ["rendered takes what is scheduled for others", { authUnits: 10, taken: { unitsScheduled: 8 } }, {}, false],
    [
      "scheduled keeps to what is available",
      { authUnits: 10, taken: { unitsScheduled: 8 } },
      { status: "SCHEDULED" },
      true,
    ],
    [
      "scheduled within what is available",
      { authUnits: 12, taken: { unitsScheduled: 8 } },
      { status: "SCHEDULED" },
      false,
    ],
  ])("%s", (_, given, changes, over) => {
    expect(chosen([given], changes)).toMatchObject({
      applied: { authorizationId: "A3001" },
      warnings: over ? ["OVERUSE"] : [],
    });
    expect(refusalCode(() => chosen([given], changes, "BLOCK"))).toBe(over ? "CAP_EXCEEDED" : null);
  });

  it("`BLOCK` refuses what nothing covers, too", () => {
    expect(refusalCode(() => chosen([], {}, "BLOCK"))).toBe("NO_AUTHORIZATION");
    expect(refusalCode(() => chosen([{ expirationDate: "2026-03-15" }], {}, "BLOCK"))).toBe("NO_AUTHORIZATION");
  });

  it("one unit left, BLOCK, a service of one unit is accepted and the next is refused", () => {
    const last: Given = { authUnits: 5, taken: { unitsUsed: 4 } };
    const service = posted({ units: 1 });
    const refusal = (of: Candidate) =>
      coverageOf(service, { candidates: [of], insurances: [] }, setUp("BLOCK")).refusal?.code ?? null;
    expect(refusal(candidate(last))).toBeNull();
    expect(refusal({ ...candidate(last), balance: balanceAfter(candidate(last), service) })).toBe("CAP_EXCEEDED");
  });
});
