import { describe, expect, it } from "vitest";
import { byPriorityOn, coversDates, isInForce, trackerVisible } from "../../domain/client-insurance.ts";
import { insurance } from "./examples.ts";

const window = (effectiveDate?: string, expirationDate?: string) => ({
  ...(effectiveDate !== undefined && { effectiveDate }),
  ...(expirationDate !== undefined && { expirationDate }),
});

describe("an insurance is in force while it is active and within its own dates, both ends included", () => {
  it.each([
    [undefined, undefined, true],
    ["2026-03-16", "2026-03-16", true],
    ["2026-03-17", undefined, false],
    [undefined, "2026-03-15", false],
    ["2026-01-01", undefined, true],
    [undefined, "2026-12-31", true],
  ])("%s..%s on 2026-03-16: %s", (first, last, expected) => {
    const dates = window(first, last);
    expect(isInForce(insurance(dates), "2026-03-16")).toBe(expected);
    expect(isInForce(insurance({ ...dates, status: "INACTIVE" }), "2026-03-16")).toBe(false);
  });
});

describe("an authorization of 2026-01-05..2026-07-04 is within its insurance's own dates", () => {
  const dates = { effectiveDate: "2026-01-05", expirationDate: "2026-07-04" };
  it.each([
    [undefined, undefined, true],
    ["2026-01-05", "2026-07-04", true],
    ["2026-01-06", undefined, false],
    [undefined, "2026-07-03", false],
    [undefined, "2026-07-04", true],
    ["2026-01-05", undefined, true],
    [undefined, "2025-12-31", false],
  ])("%s..%s: %s", (first, last, expected) => {
    expect(coversDates(window(first, last), dates)).toBe(expected);
  });
});

describe("`visible:false` and no rows until one insurance in force on the as-of day requires prior auths", () => {
  const active = insurance();
  const ended = insurance({ insuranceId: "I4", expirationDate: "2026-03-15" });
  const endsToday = insurance({ insuranceId: "I5", expirationDate: "2026-03-16" });
  const beginsTomorrow = insurance({ insuranceId: "I6", effectiveDate: "2026-03-17" });
  const unmarked = insurance({ insuranceId: "I2", priority: 2, priorAuthsRequired: false });
  const inactive = insurance({ insuranceId: "I3", status: "INACTIVE" });
  it.each([
    ["no insurance", [], false],
    ["one that requires none", [unmarked], false],
    ["an inactive one that requires them", [inactive], false],
    ["an inactive one that requires them and an active one that does not", [inactive, unmarked], false],
    ["an active one that requires them", [active], true],
    ["one of several", [unmarked, inactive, active], true],
    ["one that ended and one that begins tomorrow", [ended, beginsTomorrow], false],
    ["one on its last day", [ended, endsToday], true],
  ])("%s: %s", (_, insurances, visible) => {
    expect(trackerVisible(insurances, "2026-03-16")).toBe(visible);
  });

  it("on another day by what is in force then", () => {
    const days = ["2026-03-15", "2026-03-16", "2026-03-17"];
    expect(days.map((day) => trackerVisible([ended], day))).toEqual([true, false, false]);
    expect(days.map((day) => trackerVisible([beginsTomorrow], day))).toEqual([false, false, true]);
  });
});

describe("the order of a client's insurances", () => {
  it("is by priority, those not in force on the day after all others", () => {
    const insurances = [
      insurance({ insuranceId: "I5", priority: 1, status: "INACTIVE" }),
      insurance({ insuranceId: "I4", priority: 2, status: "INACTIVE" }),
      insurance({ insuranceId: "I3", priority: 2 }),
      insurance({ insuranceId: "I2", priority: 10 }),
      insurance({ insuranceId: "I1", priority: 1 }),
      insurance({ insuranceId: "I6", priority: 1, expirationDate: "2026-03-15" }),
      insurance({ insuranceId: "I7", priority: 3, effectiveDate: "2026-03-17" }),
      insurance({ insuranceId: "I0", priority: 1, status: "INACTIVE" }),
    ];
    const orderOn = (day: string) => insurances.toSorted(byPriorityOn(day)).map(({ insuranceId }) => insuranceId);
    expect(orderOn("2026-03-16")).toEqual(["I1", "I3", "I2", "I0", "I5", "I6", "I4", "I7"]);
    expect(orderOn("2026-03-17")).toEqual(["I1", "I3", "I7", "I2", "I0", "I5", "I6", "I4"]);
    expect(orderOn("2026-03-15")).toEqual(["I1", "I6", "I3", "I2", "I0", "I5", "I4", "I7"]);
  });
});
