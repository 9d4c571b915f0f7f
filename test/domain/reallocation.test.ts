import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Authorization } from "../../domain/authorization.ts";
import { coversWhole } from "../../domain/candidate.ts";
import type { Catalog } from "../../domain/catalog.ts";
import { lapsesOf } from "../../domain/coverage.ts";
import { misplacedOn, movedService, reallocation, type Usage } from "../../domain/reallocation.ts";
import { postedOf, type Service } from "../../domain/service.ts";
import { type DayOfService, sum, usageOf } from "../../domain/usage.ts";
import { type Policy, setUp, stored } from "./coverage-scene.ts";
import { authorization, balance, insurance } from "./examples.ts";

/** Authorizations with the usage that these services make. */
function usagesOf(authorizations: readonly Authorization[], services: readonly Service[]): Usage[] {
  return authorizations.map((of) => {
    const { authorizationId } = of;
    const own = services.filter(({ applied }) => applied?.authorizationId === authorizationId);
    const dates = [...new Set(own.map(({ serviceDate }) => serviceDate))];
    const days = dates.map((serviceDate): DayOfService => {
      const onIt = own.filter((service) => service.serviceDate === serviceDate);
      const used = onIt.map(({ serviceId, activityCode, status, units }) => [
        serviceId,
        { activityCode, status, units },
      ]);
      return { authorizationId, serviceDate, services: Object.fromEntries(used), version: 1 };
    });
    const taken = days.reduce((total, day) => sum(total, usageOf(day.services)), balance());
    return { authorization: of, insurance: insuranceOf(of), balance: taken, days };
  });
}

/** I2001 is the primary one. */
const insuranceOf = ({ insuranceId }: Authorization) =>
  insurance({ insuranceId, priority: insuranceId === "I2001" ? 1 : 2 });

const isMeant = (service: Service, usages: readonly Usage[], catalog: Catalog) =>
  service.applied === null ||
  usages.some(({ authorization: of, days }) =>
    misplacedOn(of, days, catalog).some(({ serviceId }) => serviceId === service.serviceId),
  );

function planned(authorizations: readonly Authorization[], services: readonly Service[], catalog: Catalog = setUp()) {
  const usages = usagesOf(authorizations, services);
  const meant = services.filter((service) => isMeant(service, usages, catalog));
  return reallocation({ usages, insurances: [insurance()], services: meant }, catalog);
}

/** The services once the plan is done. */
function done(services: readonly Service[], plan: ReturnType<typeof planned>): Service[] {
  return services.map((service) => {
    const move = plan.moves.find(({ serviceId }) => serviceId === service.serviceId);
    return move === undefined ? service : movedService(service, move);
  });
}

const shortened = authorization({ authUnits: 96, expirationDate: "2026-02-15" });
const next = authorization({ authorizationId: "N", authUnits: 96, effectiveDate: "2026-02-16" });
const service = (serviceId: string, serviceDate: string, changes: Partial<Service> = {}) =>
  stored({ serviceId, serviceDate, ...changes });

describe("Reallocation: first all taken off, then posted each by the normal rules, in the order of day and id", () => {
  const services = [
    service("S4", "2026-03-12"),
    service("S1", "2026-02-20"),
    service("S0", "2026-02-15"),
    service("S3", "2026-03-05"),
    service("S2", "2026-03-05"),
  ];

  it("A3001 shortened to 02-15 and a new one for 02-16..07-04: four moves, 16 units, then nothing more", () => {
    const plan = planned([shortened, next], services);
    expect(plan.moves.map(({ coverage: _, ...move }) => move)).toEqual(
      [
        ["S1", "2026-02-20"],
        ["S2", "2026-03-05"],
        ["S3", "2026-03-05"],
        ["S4", "2026-03-12"],
      ].map(([serviceId, serviceDate]) => ({
        serviceId,
        serviceDate,
        activityCode: "IND15",
        units: 4,
        from: "A3001",
        to: "N",
        reason: "OUTSIDE_DATES",
      })),
    );
    expect(plan.unplaced).toEqual([]);
    expect(planned([shortened, next], done(services, plan))).toEqual({ moves: [], unplaced: [] });
  });

  it("uncovered ones are placed with them, each with its reason", () => {
    const released = authorization({
      authorizationId: "R",
      discontinued: { at: "2026-03-16T15:00:00.000Z", by: "u", effect: "RELEASE" },
    });
    const others = [
      service("S5", "2026-03-01", { applied: null, warnings: ["NO_AUTHORIZATION"] }),
      service("S6", "2026-03-02", { applied: { authorizationId: "R", reason: "" } }),
      service("S7", "2026-03-03", { applied: { authorizationId: "F", reason: "" } }),
    ];
    const family = authorization({ authorizationId: "F", procedure: { activityCode: "FAM" } });
    const plan = planned([shortened, next, released, family], others);
    expect(plan.moves.map(({ serviceId, from, reason }) => [serviceId, from, reason])).toEqual([
      ["S5", null, "NO_AUTHORIZATION"],
      ["S6", "R", "RELEASED"],
      ["S7", "F", "PROCEDURE_CHANGED"],
    ]);
  });

  it("what no authorization takes stays as it is, and counts where it stays", () => {
    const plan = planned([shortened], services);
    expect(plan.moves).toEqual([]);
    expect(plan.unplaced.map(({ serviceId, from, reason }) => [serviceId, from, reason])).toEqual(
      ["S1", "S2", "S3", "S4"].map((id) => [id, "A3001", "OUTSIDE_DATES"]),
    );
  });

  it("BLOCK: only what fits is moved, first come first served", () => {
    const small = authorization({ authorizationId: "N", authUnits: 9, effectiveDate: "2026-02-16" });
    const plan = planned([shortened, small], services, setUp("BLOCK"));
    expect(plan.moves.map(({ serviceId }) => serviceId)).toEqual(["S1", "S2"]);
    expect(plan.unplaced.map(({ serviceId }) => serviceId)).toEqual(["S3", "S4"]);
  });

  it("BLOCK: what is too much for the primary insurance's goes to another's that takes all of it, unless its caller named the insurance", () => {
    const small = authorization({ authorizationId: "N", authUnits: 3, effectiveDate: "2026-02-16" });
    const secondary = authorization({ authorizationId: "O", insuranceId: "I2002", authUnits: 4 });
    const billed = [service("S1", "2026-03-05", { insuranceId: "I2001" }), service("S2", "2026-03-06")];
    const plan = planned([shortened, small, secondary], billed, setUp("BLOCK"));
    expect(plan.moves.map(({ serviceId, to }) => [serviceId, to])).toEqual([["S2", "O"]]);
    expect(plan.unplaced.map(({ serviceId }) => serviceId)).toEqual(["S1"]);
    const flagged = planned([shortened, small, secondary], billed, setUp("FLAG"));
    expect(flagged.moves.map(({ serviceId, to }) => [serviceId, to])).toEqual([
      ["S1", "N"],
      ["S2", "N"],
    ]);
  });

  it("a service that is taken off does not count against itself, nor where it came from", () => {
    // Both are full of each other's services.
    const early = authorization({ authorizationId: "E", authUnits: 4, expirationDate: "2026-02-28" });
    const late = authorization({ authorizationId: "L", authUnits: 4, effectiveDate: "2026-03-01" });
    const crossed = [
      service("S1", "2026-02-20", { applied: { authorizationId: "L", reason: "" } }),
      service("S2", "2026-03-05", { applied: { authorizationId: "E", reason: "" } }),
    ];
    const plan = planned([early, late], crossed, setUp("BLOCK"));
    expect(plan.moves.map(({ serviceId, to, coverage }) => [serviceId, to, coverage.warnings])).toEqual([
      ["S1", "E", []],
      ["S2", "L", []],
    ]);
  });

  it("what was said of a moved service is unchanged but for the authorization that the caller named", () => {
    const named = service("S1", "2026-02-20", { authorizationId: "A3001" });
    const [move] = planned([shortened, next], [named]).moves;
    if (move === undefined) throw new Error("no move");
    const { authorizationId: _, ...same } = named;
    expect(movedService(named, move)).toEqual({
      ...same,
      applied: { authorizationId: "N", reason: expect.stringMatching(/only one/) },
      version: 2,
    });
  });
});

describe("Whatever the state", () => {
  const dates = ["2026-02-10", "2026-02-20", "2026-03-05", "2026-03-12"] as const;
  const someAuthorization = (authorizationId: string) =>
    fc.record({
      authorizationId: fc.constant(authorizationId),
      insuranceId: fc.constantFrom("I2001", "I2001", "I2002"),
      effectiveDate: fc.constantFrom("2026-02-01", "2026-02-16", "2026-03-01"),
      expirationDate: fc.constantFrom("2026-02-15", "2026-03-07", "2026-04-30"),
      procedure: fc.constantFrom({ activityCode: "IND15" }, { activityCode: "FAM" }, { groupId: "therapy" }),
      authUnits: fc.constantFrom(3, 8, 40),
      discontinued: fc.constantFrom(undefined, undefined, undefined, {
        at: "2026-03-16T15:00:00.000Z",
        by: "u",
        effect: "RELEASE" as const,
      }),
    });
  const authorizations = fc
    .tuple(...["A", "B", "C"].map(someAuthorization))
    .map((all) =>
      all.map(({ discontinued, ...each }) => authorization({ ...each, ...(discontinued && { discontinued }) })),
    );
  const services = fc
    .array(
      fc.record({
        serviceDate: fc.constantFrom(...dates),
        activityCode: fc.constantFrom("IND15", "FAM"),
        units: fc.integer({ min: 1, max: 6 }),
        on: fc.constantFrom("A", "B", "C", null),
      }),
      { maxLength: 8 },
    )
    .map((all) =>
      all.map(({ on, ...changes }, index) =>
        stored({
          ...changes,
          serviceId: `S${index}`,
          applied: on === null ? null : { authorizationId: on, reason: "" },
        }),
      ),
    );
  const policies = fc.constantFrom<Policy>("FLAG", "BLOCK");

  it("a plan that is done leaves no misplaced service that some authorization covers whole, and is the same for the same state", () => {
    fc.assert(
      fc.property(authorizations, services, policies, (given, all, policy) => {
        const catalog = setUp(policy);
        const plan = planned(given, all, catalog);
        expect(planned(given.toReversed(), all.toReversed(), catalog)).toEqual(plan);
        const after = done(all, plan);
        const usages = usagesOf(given, after);
        for (const each of after.filter((service) => isMeant(service, usages, catalog))) {
          const candidates = usagesOf(
            given,
            after.filter((other) => other !== each),
          )
            .filter(({ authorization: of }) => of.discontinued === undefined)
            .map((usage) => ({
              ...usage,
              day: usage.days.find(({ serviceDate }) => serviceDate === each.serviceDate)?.services ?? {},
            }));
          const holding = candidates.filter(({ authorization: of }) => lapsesOf(of, each, catalog).length === 0);
          expect(holding.filter((candidate) => coversWhole(candidate, postedOf(each)))).toEqual([]);
        }
        for (const { serviceId, to } of plan.moves) {
          const moved = after.find((service) => service.serviceId === serviceId);
          const of = given.find(({ authorizationId }) => authorizationId === to);
          expect(of && moved && lapsesOf(of, moved, catalog)).toEqual([]);
        }
        const unitsOn = (list: readonly Usage[]) =>
          list.reduce((units, { balance: taken }) => units + taken.unitsUsed, 0);
        const uncovered = plan.moves.filter(({ from }) => from === null).reduce((units, move) => units + move.units, 0);
        expect(unitsOn(usages)).toBe(unitsOn(usagesOf(given, all)) + uncovered);
      }),
      { numRuns: 500 },
    );
  });
});
