import { describe, expect, it } from "vitest";
import type { Balance } from "../../domain/balance.ts";
import { type Service, ServiceStatus, saysTheSame } from "../../domain/service.ts";
import { balanceOf, dayWith, dayWithout, difference, type ServicesOfDay, sum, usageOf } from "../../domain/usage.ts";
import { authorization, balance, posted, rowOf, service } from "./examples.ts";

const used = (units: number, activityCode = "IND15") => ({ activityCode, status: "RENDERED" as const, units });
const planned = (units: number, activityCode = "IND15") => ({ activityCode, status: "SCHEDULED" as const, units });

/** What several days of service take together. */
const usageOfDays = (...days: ServicesOfDay[]): Balance => days.map(usageOf).reduce(sum, balance());

describe("Visits are distinct days of service.", () => {
  it.each<[string, ServicesOfDay[], Partial<Balance>]>([
    ["no day", [], {}],
    ["a day without a service", [{}], {}],
    ["one service", [{ S1: used(4) }], { unitsUsed: 4, visitsUsed: 1 }],
    ["two on one day", [{ S1: used(4), S2: used(2) }], { unitsUsed: 6, visitsUsed: 1 }],
    ["two on two days", [{ S1: used(4) }, { S2: used(2) }], { unitsUsed: 6, visitsUsed: 2 }],
    ["a planned one", [{ S1: planned(4) }], { unitsScheduled: 4, visitsScheduled: 1 }],
    ["two planned ones on one day", [{ S1: planned(4), S2: planned(1) }], { unitsScheduled: 5, visitsScheduled: 1 }],
    [
      "a day that is rendered is a used visit, whatever else is scheduled on it",
      [{ S1: used(4), S2: planned(2) }],
      { unitsUsed: 4, unitsScheduled: 2, visitsUsed: 1 },
    ],
  ])("%s", (_, days, taken) => {
    expect(usageOfDays(...days)).toEqual(balance(taken));
  });

  it("Five services on one day use one visit.", () => {
    const day = { S1: used(1), S2: used(2), S3: used(3), S4: used(4), S5: used(5) };
    expect(usageOf(day)).toEqual(balance({ unitsUsed: 15, visitsUsed: 1 }));
  });

  it("5 authorized visits = 5 days with as many services as needed.", () => {
    const busy = { S1: used(4), S2: used(4), S3: used(4), S4: used(4) };
    const row = (...days: ServicesOfDay[]) =>
      rowOf(authorization({ authVisits: 5 }), { balance: usageOfDays(...days) });
    expect(row(busy, busy, busy, busy).visits.remaining).toBe(1);
    expect(row(busy, busy, busy, busy, busy)).toMatchObject({ visits: { remaining: 0 }, status: "ZERO_LEFT" });
    expect(row(busy, busy, busy, busy, busy, { S1: used(1) })).toMatchObject({
      visits: { remaining: -1 },
      status: "OVERUSE",
    });
  });
});

it("A group is ONE shared balance: a unit of any code in it lowers the same remaining.", () => {
  const taken = usageOfDays({ S1: used(3, "SKL15"), S2: used(2, "TBS15") }, { S3: used(1, "TCM15") });
  const row = rowOf(authorization({ procedure: { groupId: "community-support" }, authUnits: 10 }), { balance: taken });
  expect(row.units.remaining).toBe(4);
});

it("a service is SCHEDULED or RENDERED", () => {
  expect(ServiceStatus.options.toSorted()).toEqual(["RENDERED", "SCHEDULED"]);
});

describe("a day of service", () => {
  const day = { S1: used(4), S2: used(2) };
  it("takes up a service, replaces it by its id, and gives it back", () => {
    const next = service({ serviceId: "S2", units: 9, status: "SCHEDULED", activityCode: "FAM" });
    expect(dayWith(day, next)).toEqual({ S1: used(4), S2: planned(9, "FAM") });
    expect(dayWith({}, next)).toEqual({ S2: planned(9, "FAM") });
    expect(dayWithout(day, "S2")).toEqual({ S1: used(4) });
    expect(dayWithout(day, "S9")).toEqual(day);
    expect(day).toEqual({ S1: used(4), S2: used(2) });
  });
});

describe("balances", () => {
  const a = balance({ unitsUsed: 4, unitsScheduled: 3, visitsUsed: 2, visitsScheduled: 1 });
  const b = balance({ unitsUsed: 10, unitsScheduled: 20, visitsUsed: 30, visitsScheduled: 40 });
  it("add and subtract each quantity by itself", () => {
    expect(sum(a, b)).toEqual({ unitsUsed: 14, unitsScheduled: 23, visitsUsed: 32, visitsScheduled: 41 });
    expect(difference(b, a)).toEqual({ unitsUsed: 6, unitsScheduled: 17, visitsUsed: 28, visitsScheduled: 39 });
    expect(difference(sum(a, b), b)).toEqual(a);
  });

  it("start untouched where nothing has moved", () => {
    expect(balanceOf([])).toEqual(balance());
  });
});

describe("the same again is a no-op, the same id with other content replaces it", () => {
  it.each<[string, Partial<Service>, boolean]>([
    ["the same", {}, true],
    ["other units", { units: 5 }, false],
    ["another day", { serviceDate: "2026-03-17" }, false],
    ["another code", { activityCode: "FAM" }, false],
    ["another status", { status: "SCHEDULED" }, false],
    ["an insurance", { insuranceId: "I2001" }, false],
    ["an authorization", { authorizationId: "A3001" }, false],
    ["void by now", { void: true }, false],
    ["covered by none so far", { applied: null }, true],
    ["warned of", { warnings: ["OVERUSE"] }, true],
    ["changed by somebody else", { changedBy: "u-other", version: 7 }, true],
  ])("%s", (_, stored, same) => {
    expect(saysTheSame(service(stored), posted())).toBe(same);
  });
});
