import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amounts, Balance, percentUsed, untouchedBalance } from "../../domain/balance.ts";
import { balance } from "./examples.ts";

describe("available = authorized - used - scheduled, for units and visits", () => {
  it.each([
    [96, 0, 0, 96, 96],
    [96, 40, 0, 56, 56],
    [96, 40, 8, 56, 48],
    [96, 96, 0, 0, 0],
    [96, 90, 6, 6, 0],
    [96, 90, 8, 6, -2],
    [4, 5, 0, -1, -1],
    [1, 0, 1, 1, 0],
    [999_999, 1, 1, 999_998, 999_997],
  ])(
    "%i authorized, %i used, %i scheduled: %i remain, %i are available",
    (authorized, used, scheduled, remaining, available) => {
      expect(amounts(authorized, used, scheduled)).toEqual({ authorized, used, scheduled, remaining, available });
    },
  );
});

describe("lowering below what is used is allowed and shows negative", () => {
  it.each([
    [10, 12, -2],
    [1, 999_999, -999_998],
  ])("%i authorized after %i were used: %i", (authorized, used, remaining) => {
    expect(amounts(authorized, used, 0).remaining).toBe(remaining);
  });
});

describe("Auth units and auth visits are each optional.", () => {
  it.each([
    [0, 0],
    [7, 3],
  ])("not limited, %i used and %i scheduled are counted and nothing remains or lacks", (used, scheduled) => {
    expect(amounts(undefined, used, scheduled)).toEqual({
      authorized: null,
      used,
      scheduled,
      remaining: null,
      available: null,
    });
  });
});

describe("percentUsed per row", () => {
  const unlimited = (used: number) => amounts(undefined, used, 0);
  it.each([
    ["nothing used", amounts(96, 0, 0), unlimited(0), 0],
    ["part of the units", amounts(96, 40, 0), unlimited(10), 41],
    ["part of the visits", unlimited(6), amounts(5, 3, 0), 60],
    ["all of it", amounts(96, 96, 0), unlimited(9), 100],
    ["more than there was", amounts(4, 5, 0), unlimited(5), 125],
    ["what is scheduled is not used", amounts(10, 1, 9), unlimited(0), 10],
    ["the units are further", amounts(10, 9, 0), amounts(10, 2, 0), 90],
    ["the visits are further", amounts(100, 9, 0), amounts(10, 2, 0), 20],
    ["two thirds", amounts(3, 2, 0), unlimited(0), 66],
    ["all but one of many", amounts(250, 249, 0), unlimited(0), 99],
    ["29 of 100, which is 28.999… as a share", amounts(100, 29, 0), unlimited(0), 29],
    ["one of all that can be authorized", amounts(999_999, 999_998, 0), unlimited(0), 99],
  ])("%s", (_, units, visits, expected) => {
    expect(percentUsed(units, visits)).toBe(expected);
  });

  it("is null when neither is limited, however much was used", () => {
    expect(percentUsed(unlimited(500), unlimited(100))).toBeNull();
  });

  it("is the largest whole percent that is used, and so 100 only once nothing is left", () => {
    const quantity = fc.integer({ min: 1, max: 999_999 });
    const used = fc.integer({ min: 0, max: 999_999 });
    fc.assert(
      fc.property(quantity, used, (authorized, taken) => {
        const percent = BigInt(percentUsed(amounts(authorized, taken, 0), unlimited(taken)) ?? Number.NaN);
        const [of, hundredfold] = [BigInt(authorized), 100n * BigInt(taken)];
        expect(percent * of <= hundredfold && hundredfold < (percent + 1n) * of).toBe(true);
        expect(percent >= 100n).toBe(taken >= authorized);
      }),
    );
  });
});

describe("a balance", () => {
  it("starts untouched", () => {
    expect(Balance.parse(untouchedBalance)).toEqual(balance());
  });

  it.each(["unitsUsed", "unitsScheduled", "visitsUsed", "visitsScheduled"])("never has a negative %s", (field) => {
    expect(Balance.safeParse({ ...balance(), [field]: -1 }).success).toBe(false);
    expect(Balance.safeParse({ ...balance(), [field]: 0.5 }).success).toBe(false);
  });
});
