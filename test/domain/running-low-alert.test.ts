import { describe, expect, it } from "vitest";
import type { Balance } from "../../domain/balance.ts";
import { type RunningLowAlerts, runningLow, runningLowAlertDue } from "../../domain/running-low-alert.ts";
import { authorization } from "./examples.ts";

interface Limits {
  readonly authUnits?: number;
  readonly authVisits?: number;
}
const used = (units: number, visits = 0): Balance => ({
  unitsUsed: units,
  unitsScheduled: 0,
  visitsUsed: visits,
  visitsScheduled: 0,
});

const on = { today: "2026-03-16", expirationDate: "2026-07-04" };

/** Balances one after the other, with the job after each of them; the thresholds it tells. */
function told(...steps: readonly (readonly [Limits, Balance])[]): (number | null)[] {
  let alerts: RunningLowAlerts | undefined;
  return steps.map(([limits, balance]) => {
    const low = runningLow(authorization(limits), balance);
    const given = low === null ? null : runningLowAlertDue(low, alerts, on);
    alerts = given ?? alerts;
    return given?.threshold ?? null;
  });
}
const ofTen = (...unitsUsed: number[]) => told(...unitsUsed.map((units) => [{ authUnits: 10 }, used(units)] as const));

describe("a daily job publishes AuthorizationRunningLow at 2, 1, 0 left, each once", () => {
  it.each([
    ["one unit a day", [7, 8, 9, 10], [null, 2, 1, 0]],
    ["the same again", [8, 8, 9, 9, 10, 10], [2, null, 1, null, 0, null]],
    ["from 5 to 0 in a day", [5, 10], [null, 0]],
    ["from 5 to 1 in a day", [5, 9, 10], [null, 1, 0]],
    ["more than there is", [8, 13, 14], [2, 0, null]],
    ["a void raises it and it falls again", [8, 7, 8, 9, 8, 9], [2, null, null, 1, null, null]],
    ["a void after the last one", [10, 9, 8, 7, 8, 10], [0, null, null, null, null, null]],
  ])("%s", (_, unitsUsed, thresholds) => {
    expect(ofTen(...unitsUsed)).toEqual(thresholds);
  });

  it.each<[Limits, Balance, number | null]>([
    [{ authUnits: 10, authVisits: 5 }, used(2, 3), 2],
    [{ authUnits: 10, authVisits: 5 }, used(9, 1), 1],
    [{ authUnits: 10, authVisits: 5 }, used(8, 5), 0],
    [{ authUnits: 10, authVisits: 5 }, used(7, 2), null],
    [{ authVisits: 5 }, used(500, 3), 2],
    [{ authUnits: 2 }, used(1), 1],
    [{ authUnits: 3 }, used(1), 2],
    [{ authUnits: 4 }, used(1), null],
    [{ authUnits: 1 }, used(1), 0],
    [{}, used(500, 90), null],
  ])("the lesser of units and visits governs, what is not limited never: %j with %j", (limits, balance, threshold) => {
    expect(told([limits, balance])).toEqual([threshold]);
  });

  it("what is scheduled is left", () => {
    const scheduled = { unitsUsed: 7, unitsScheduled: 3, visitsUsed: 0, visitsScheduled: 0 };
    expect(told([{ authUnits: 10 }, scheduled])).toEqual([null]);
  });

  it("says what is left and what was used", () => {
    expect(runningLow(authorization({ authUnits: 10 }), used(11, 4))).toEqual({
      authorizationId: "A3001",
      clientId: "C1001",
      unitsLeft: -1,
      visitsLeft: null,
      unitsUsed: 11,
      visitsUsed: 4,
    });
    expect(runningLow(authorization({ authUnits: 3 }), used(1))).toMatchObject({ unitsLeft: 2, unitsUsed: 1 });
  });
});

describe("running low is about what can still be used, and of which something was", () => {
  it.each<[string, Limits, Balance | undefined, boolean]>([
    ["one unit in all, of which nobody has used any", { authUnits: 1 }, undefined, false],
    ["two visits in all, of which nobody has used any", { authVisits: 2 }, used(0), false],
    [
      "one unit in all that is scheduled",
      { authUnits: 1 },
      { ...used(0), unitsScheduled: 1, visitsScheduled: 1 },
      false,
    ],
    ["two units in all, of which one was used", { authUnits: 2 }, used(1, 1), true],
    ["one visit in all that was used", { authUnits: 90, authVisits: 1 }, used(4, 1), true],
  ])("%s", (_, limits, balance, isLow) => {
    expect(runningLow(authorization(limits), balance) !== null).toBe(isLow);
  });

  it("lowered before anybody used it, it has not run low; voided to nothing, it runs low no more", () => {
    expect(told([{ authUnits: 20 }, used(0)], [{ authUnits: 2 }, used(0)])).toEqual([null, null]);
    expect(told([{ authUnits: 2 }, used(1)], [{ authUnits: 2 }, used(0)], [{ authUnits: 2 }, used(2)])).toEqual([
      1,
      null,
      0,
    ]);
  });

  it.each([
    ["its last day", "2026-03-16", 1],
    ["a day after its end", "2026-03-15", null],
    ["years after its end", "2024-01-31", null],
  ])("on %s", (_, expirationDate, threshold) => {
    const low = runningLow(authorization({ authUnits: 10, expirationDate }), used(9));
    expect(low && runningLowAlertDue(low, undefined, { today: "2026-03-16", expirationDate })?.threshold).toBe(
      threshold ?? undefined,
    );
  });
});

describe("limits that are raised run down anew", () => {
  const of = (authUnits: number, unitsUsed: number) => [{ authUnits }, used(unitsUsed)] as const;
  it.each<[string, readonly (readonly [Limits, Balance])[], (number | null)[]]>([
    ["ten more", [of(10, 8), of(10, 10), of(20, 10), of(20, 18), of(20, 20)], [2, 0, null, 2, 0]],
    ["ten more, found when it is low again", [of(10, 10), of(20, 19)], [0, 1]],
    ["three more after the last", [of(10, 10), of(13, 11)], [0, 2]],
    ["two more are not enough", [of(10, 10), of(12, 10), of(12, 12)], [0, null, null]],
    ["one more, with which three were left again", [of(10, 8), of(11, 9), of(11, 10)], [2, 2, 1]],
    ["fewer", [of(10, 8), of(9, 8), of(8, 8)], [2, 1, 0]],
    ["no limit for a while", [of(10, 9), [{}, used(12)], of(14, 12)], [1, null, 2]],
    [
      "the other limit governs",
      [
        [{ authUnits: 10 }, used(8, 4)],
        [{ authUnits: 99, authVisits: 5 }, used(8, 4)],
      ],
      [2, 1],
    ],
  ])("%s", (_, steps, thresholds) => {
    expect(told(...steps)).toEqual(thresholds);
  });
});
