import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AuthorizationUsage, touchedDays, usageChanges } from "../../domain/posting.ts";
import type { Service } from "../../domain/service.ts";
import { balanceOf, type DayOfService, type Movement, sum, usageOf } from "../../domain/usage.ts";
import { authorization, balance, service } from "./examples.ts";

/** Authorizations with their days, balances and movements, as a table would hold them. */
class Ledger {
  readonly services = new Map<string, Service>();
  readonly days = new Map<string, DayOfService>();
  readonly balances = new Map<string, AuthorizationUsage["balance"]>();
  readonly movements: (Movement & { authorizationId: string })[] = [];

  post(next: Service): void {
    const previous = this.services.get(next.serviceId);
    const touched = touchedDays(previous, next);
    const held = [...new Set(touched.map(({ authorizationId }) => authorizationId))].map((authorizationId) => ({
      authorization: authorization({ authorizationId }),
      balance: this.balances.get(authorizationId) ?? { authorizationId, ...balance(), version: 0 },
      days: touched.filter((day) => day.authorizationId === authorizationId).map((day) => this.day(day)),
    }));
    const told = { at: "2026-03-16T14:05:00.000Z", by: "u-1", source: "USER", newId: () => "M" } as const;
    for (const change of usageChanges(previous, next, held, told)) {
      const { authorizationId } = change.authorization;
      this.balances.set(authorizationId, change.balance);
      for (const day of change.days) this.days.set(`${authorizationId} ${day.serviceDate}`, day);
      this.movements.push(...change.movements.map((movement) => ({ ...movement, authorizationId })));
    }
    this.services.set(next.serviceId, next);
  }

  private day({ authorizationId, serviceDate }: Pick<DayOfService, "authorizationId" | "serviceDate">): DayOfService {
    const known = this.days.get(`${authorizationId} ${serviceDate}`);
    return known ?? { authorizationId, serviceDate, services: {}, version: 0 };
  }

  /** What is taken from an authorization. */
  taken(authorizationId = "A3001") {
    const {
      authorizationId: _,
      version: __,
      ...taken
    } = this.balances.get(authorizationId) ?? { ...balance(), version: 0, authorizationId };
    return taken;
  }
}

function ledgerOf(...posted: Partial<Service>[]): Ledger {
  const ledger = new Ledger();
  for (const each of posted) ledger.post(service(each));
  return ledger;
}

describe("a service {serviceId, activityCode, serviceDate, units} lowers remaining exactly once; the same again is a no-op, the same id with other content replaces it", () => {
  it.each<[string, Partial<Service>[], Partial<ReturnType<Ledger["taken"]>>]>([
    ["once", [{}], { unitsUsed: 4, visitsUsed: 1 }],
    ["the same again", [{}, {}], { unitsUsed: 4, visitsUsed: 1 }],
    ["with other units", [{}, { units: 7 }], { unitsUsed: 7, visitsUsed: 1 }],
    ["on another day", [{}, { serviceDate: "2026-03-17" }], { unitsUsed: 4, visitsUsed: 1 }],
    ["planned, then rendered", [{ status: "SCHEDULED" }, {}], { unitsUsed: 4, visitsUsed: 1 }],
    ["rendered, then planned", [{}, { status: "SCHEDULED" }], { unitsScheduled: 4, visitsScheduled: 1 }],
    ["covered by nobody", [{ applied: null }], {}],
    ["covered by nobody any more", [{}, { applied: null }], {}],
  ])("%s", (_, postings, taken) => {
    expect(ledgerOf(...postings).taken()).toEqual(balance(taken));
  });

  it("moves to another authorization with all that it takes", () => {
    const ledger = ledgerOf(
      { serviceId: "S1" },
      { serviceId: "S2" },
      { serviceId: "S1", applied: { authorizationId: "A2", reason: "" } },
    );
    expect(ledger.taken("A3001")).toEqual(balance({ unitsUsed: 4, visitsUsed: 1 }));
    expect(ledger.taken("A2")).toEqual(balance({ unitsUsed: 4, visitsUsed: 1 }));
  });
});

describe("gives back its units, and the visit only if no other service remains on that day", () => {
  it.each<[string, Partial<Service>[], Partial<ReturnType<Ledger["taken"]>>]>([
    ["the only one", [{ void: true }], {}],
    ["one of two that day", [{ serviceId: "S2", units: 1 }, { void: true }], { unitsUsed: 1, visitsUsed: 1 }],
    [
      "one of two on two days",
      [{ serviceId: "S2", units: 1, serviceDate: "2026-03-17" }, { void: true }],
      { unitsUsed: 1, visitsUsed: 1 },
    ],
    [
      "a rendered one beside a planned one",
      [{ serviceId: "S2", units: 1, status: "SCHEDULED" }, { void: true }],
      { unitsScheduled: 1, visitsScheduled: 1 },
    ],
    ["twice", [{ void: true }, { void: true }], {}],
    ["and posted again", [{ void: true }, { units: 2 }], { unitsUsed: 2, visitsUsed: 1 }],
  ])("%s", (_, postings, taken) => {
    expect(ledgerOf({}, ...postings).taken()).toEqual(balance(taken));
  });
});

describe("every movement of a balance with its source, user and reason; sums to used", () => {
  it("tells what was posted, replaced and voided", () => {
    const { movements } = ledgerOf({}, { units: 7 }, { units: 7, void: true });
    const told = movements.map(({ reason, source, by, serviceId, unitsUsed, visitsUsed }) => ({
      reason,
      source,
      by,
      serviceId,
      unitsUsed,
      visitsUsed,
    }));
    const who = { source: "USER", by: "u-1", serviceId: "S4001" };
    expect(told).toEqual([
      { ...who, reason: "POSTED", unitsUsed: 4, visitsUsed: 1 },
      { ...who, reason: "REPLACED", unitsUsed: 3, visitsUsed: 0 },
      { ...who, reason: "VOIDED", unitsUsed: -7, visitsUsed: -1 },
    ]);
  });

  it("tells the day that was left and the day that was taken", () => {
    const { movements } = ledgerOf({}, { serviceDate: "2026-03-17" });
    expect(movements.slice(1).map(({ serviceDate, unitsUsed }) => [serviceDate, unitsUsed])).toEqual([
      ["2026-03-16", -4],
      ["2026-03-17", 4],
    ]);
  });

  const authorizationIds = ["A1", "A2"];
  const anyPosting = fc.record({
    serviceId: fc.constantFrom("S1", "S2", "S3", "constructor"),
    applied: fc
      .constantFrom(null, ...authorizationIds)
      .map((authorizationId) => authorizationId && { authorizationId, reason: "" }),
    serviceDate: fc.constantFrom("2026-03-16", "2026-03-17", "2026-03-18"),
    status: fc.constantFrom("RENDERED", "SCHEDULED"),
    units: fc.integer({ min: 1, max: 20 }),
    void: fc.boolean(),
  });

  /** What services take from an authorization, counted anew from all of them. */
  function counted(services: readonly Service[]) {
    const daysOf = (some: readonly Service[]) => new Set(some.map(({ serviceDate }) => serviceDate));
    const rendered = services.filter(({ status }) => status === "RENDERED");
    const scheduled = services.filter(({ status }) => status === "SCHEDULED");
    const unitsOf = (some: readonly Service[]) => some.reduce((all, { units }) => all + units, 0);
    return {
      unitsUsed: unitsOf(rendered),
      unitsScheduled: unitsOf(scheduled),
      visitsUsed: daysOf(rendered).size,
      visitsScheduled: daysOf(scheduled).difference(daysOf(rendered)).size,
    };
  }

  it("whatever is posted, replaced and voided in whatever order", () => {
    fc.assert(
      fc.property(fc.array(anyPosting, { maxLength: 30 }), (postings) => {
        const ledger = ledgerOf(...(postings as Partial<Service>[]));
        for (const authorizationId of authorizationIds) {
          const live = [...ledger.services.values()].filter(
            (each) => !each.void && each.applied?.authorizationId === authorizationId,
          );
          const movements = ledger.movements.filter((movement) => movement.authorizationId === authorizationId);
          const days = [...ledger.days.values()].filter((day) => day.authorizationId === authorizationId);
          expect(ledger.taken(authorizationId)).toEqual(counted(live));
          expect(balanceOf(movements)).toEqual(counted(live));
          expect(days.map(({ services }) => usageOf(services)).reduce(sum, balance())).toEqual(counted(live));
        }
      }),
    );
  });
});

describe("the days that a posting touches", () => {
  const place = (authorizationId: string, serviceDate: string) => ({ authorizationId, serviceDate });
  const here = place("A3001", "2026-03-16");
  it.each<[string, Service | undefined, Service, object[]]>([
    ["a new one: its day", undefined, service(), [here]],
    ["a new one without an authorization: none", undefined, service({ applied: null }), []],
    ["the same place: once", service(), service({ units: 9 }), [here]],
    ["another day: both", service(), service({ serviceDate: "2026-03-17" }), [here, place("A3001", "2026-03-17")]],
    [
      "another authorization: both",
      service(),
      service({ applied: { authorizationId: "A9", reason: "" } }),
      [here, place("A9", "2026-03-16")],
    ],
    ["a void one: the day it was on", service(), service({ void: true }), [here]],
    ["a void one again: none", service({ void: true }), service({ void: true }), []],
    ["posted after it was void: its day", service({ void: true }), service(), [here]],
  ])("%s", (_, previous, next, places) => {
    expect(touchedDays(previous, next)).toEqual(places);
  });
});
