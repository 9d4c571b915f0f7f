import { describe, expect, it } from "vitest";
import { amounts } from "../../domain/balance.ts";
import { Color, defaultTrackerSettings, leastOf, Status, statusOn } from "../../domain/status.ts";
import { settings, withValues } from "./examples.ts";

const today = "2026-03-16";

type Left = number | null | readonly [remaining: number, available: number];
const leftOf = (left: Left = null) =>
  typeof left === "object" && left !== null
    ? { remaining: left[0], available: left[1] }
    : { remaining: left, available: left };

/** What holds for an authorization that is far from both of its ends unless said otherwise. */
function statuses(
  left: { units?: Left; visits?: Left },
  dates: { effective?: string; expiration?: string } = {},
  using = settings(),
) {
  const { status, flags } = statusOn(
    today,
    {
      effectiveDate: dates.effective ?? "2026-01-01",
      expirationDate: dates.expiration ?? "2026-12-31",
      units: leftOf(left.units),
      visits: leftOf(left.visits),
    },
    using,
  );
  return [status, ...flags];
}

describe("ZERO_LEFT, ONE_LEFT, TWO_LEFT, VARIABLE_LEFT (value: how many), EXPIRATION_REMINDER (value: days, default 30), EXPIRED, OVERUSE, and OK, FUTURE: what is left", () => {
  it.each([
    [100, "OK"],
    [6, "OK"],
    [5, "VARIABLE_LEFT"],
    [3, "VARIABLE_LEFT"],
    [2, "TWO_LEFT"],
    [1, "ONE_LEFT"],
    [0, "ZERO_LEFT"],
    [-1, "OVERUSE"],
    [-999_999, "OVERUSE"],
  ])("with the value 5, %i left is %s", (left, status) => {
    expect(statuses({ units: left }, {}, withValues({ VARIABLE_LEFT: 5 }))).toEqual([status]);
    expect(statuses({ visits: left }, {}, withValues({ VARIABLE_LEFT: 5 }))).toEqual([status]);
  });

  it.each([3, 5, 100])("without a value, %i left is OK", (left) => {
    expect(statuses({ units: left })).toEqual(["OK"]);
  });

  it("says TWO_LEFT, not VARIABLE_LEFT as well, where both could be said", () => {
    expect(statuses({ units: 2 }, {}, withValues({ VARIABLE_LEFT: 2 }))).toEqual(["TWO_LEFT"]);
    expect(statuses({ units: 3 }, {}, withValues({ VARIABLE_LEFT: 2 }))).toEqual(["OK"]);
  });
});

describe("Both given = each has its own remaining, and the one that runs out first governs.", () => {
  it.each([
    [2, 10, "TWO_LEFT"],
    [10, 2, "TWO_LEFT"],
    [1, 2, "ONE_LEFT"],
    [2, 1, "ONE_LEFT"],
    [50, 0, "ZERO_LEFT"],
    [0, 50, "ZERO_LEFT"],
    [-1, 7, "OVERUSE"],
    [7, -1, "OVERUSE"],
    [0, -3, "OVERUSE"],
    [10, 10, "OK"],
  ])("%i units and %i visits left is %s", (units, visits, status) => {
    expect(statuses({ units, visits })).toEqual([status]);
    expect(leastOf(units, visits)).toBe(Math.min(units, visits));
  });
});

describe("Neither given = a date window without a quantity limit: never treat missing as zero.", () => {
  it("has no least remaining", () => {
    expect(leastOf(null, null)).toBeNull();
  });

  it("is OK inside its dates, whatever VARIABLE_LEFT says", () => {
    expect(statuses({})).toEqual(["OK"]);
    expect(statuses({}, {}, withValues({ VARIABLE_LEFT: 999_999 }))).toEqual(["OK"]);
  });

  it("still expires and begins", () => {
    expect(statuses({}, { expiration: "2026-03-15" })).toEqual(["EXPIRED"]);
    expect(statuses({}, { effective: "2026-03-17" })).toEqual(["FUTURE"]);
    expect(statuses({}, { expiration: "2026-03-20" })).toEqual(["EXPIRATION_REMINDER"]);
  });

  it.each([
    [null, 3, 3],
    [3, null, 3],
    [null, 0, 0],
    [0, null, 0],
  ])("with %s units and %s visits left, the given one governs", (units, visits, least) => {
    expect(leastOf(units, visits)).toBe(least);
  });
});

describe("OVERSCHEDULED: more is scheduled than remains; the one, the two or the few that remain are then not said to be left", () => {
  const soon = { expiration: "2026-04-01" };
  const past = { expiration: "2026-03-01" };
  it.each<[string, Parameters<typeof statuses>[0], object, string[]]>([
    ["two remain, two are scheduled", { units: [2, 0] }, {}, ["TWO_LEFT"]],
    ["two remain, three are scheduled", { units: [2, -1] }, {}, ["OK", "OVERSCHEDULED"]],
    ["one remains, two are scheduled", { units: [1, -1] }, {}, ["OK", "OVERSCHEDULED"]],
    ["four remain, five are scheduled", { units: [4, -1] }, {}, ["OK", "OVERSCHEDULED"]],
    ["fifty remain, sixty are scheduled", { units: [50, -10] }, {}, ["OK", "OVERSCHEDULED"]],
    ["none remains, one is scheduled", { units: [0, -1] }, {}, ["ZERO_LEFT", "OVERSCHEDULED"]],
    ["overused already", { units: [-1, -3] }, {}, ["OVERUSE"]],
    ["visits alone", { units: [40, 30], visits: [2, -1] }, {}, ["OK", "OVERSCHEDULED"]],
    ["units alone, two visits remain", { units: [4, -4], visits: [2, 1] }, {}, ["OK", "OVERSCHEDULED"]],
    [
      "overused in units, overscheduled in visits",
      { units: [-1, -1], visits: [2, -1] },
      {},
      ["OVERUSE", "OVERSCHEDULED"],
    ],
    ["it expires soon", { units: [2, -1] }, soon, ["EXPIRATION_REMINDER", "OVERSCHEDULED"]],
    ["it has expired", { units: [2, -1] }, past, ["EXPIRED", "OVERSCHEDULED"]],
    ["not limited", {}, {}, ["OK"]],
  ])("%s", (_, left, dates, expected) => {
    expect(statuses(left, dates, withValues({ VARIABLE_LEFT: 5 }))).toEqual(expected);
  });

  it("is by what is authorized, used and scheduled", () => {
    const dates = { effectiveDate: "2026-01-01", expirationDate: "2026-12-31" };
    const left = { units: amounts(10, 8, 3), visits: amounts(undefined, 4, 3) };
    expect(statusOn(today, { ...dates, ...left }, settings())).toEqual({ status: "OK", flags: ["OVERSCHEDULED"] });
  });
});

describe("EXPIRATION_REMINDER (value: days, default 30)", () => {
  it.each([
    ["2026-04-16", undefined, "OK"],
    ["2026-04-15", undefined, "EXPIRATION_REMINDER"],
    ["2026-03-16", undefined, "EXPIRATION_REMINDER"],
    ["2026-03-15", undefined, "EXPIRED"],
    ["2026-03-24", 7, "OK"],
    ["2026-03-23", 7, "EXPIRATION_REMINDER"],
    ["2026-05-15", 60, "EXPIRATION_REMINDER"],
    ["2026-05-16", 60, "OK"],
    ["2026-03-16", 0, "EXPIRATION_REMINDER"],
    ["2026-03-17", 0, "OK"],
  ])("expiring on %s with the value %s is %s", (expiration, days, status) => {
    const using = days === undefined ? settings() : withValues({ EXPIRATION_REMINDER: days });
    expect(statuses({}, { expiration }, using)).toEqual([status]);
  });
});

describe("Both ends of effective..expiration are included.", () => {
  it.each([
    ["2026-03-16", "2026-12-31", "OK"],
    ["2026-03-17", "2026-12-31", "FUTURE"],
    ["2025-01-01", "2026-03-16", "EXPIRATION_REMINDER"],
    ["2025-01-01", "2026-03-15", "EXPIRED"],
    ["2026-03-16", "2026-03-16", "EXPIRATION_REMINDER"],
  ])("%s..%s today is %s", (effective, expiration, status) => {
    expect(statuses({}, { effective, expiration })).toEqual([status]);
  });
});

describe("One status per row, the rest in `flags`.", () => {
  const soon = { expiration: "2026-04-01" };
  const past = { expiration: "2026-03-01" };
  it.each([
    ["over, expired", { units: -1 }, past, ["OVERUSE", "EXPIRED"]],
    ["over, expiring", { units: -1 }, soon, ["OVERUSE", "EXPIRATION_REMINDER"]],
    ["none left, expired", { units: 0 }, past, ["EXPIRED", "ZERO_LEFT"]],
    ["one left, expired", { units: 1 }, past, ["EXPIRED", "ONE_LEFT"]],
    ["none left, expiring", { units: 0 }, soon, ["ZERO_LEFT", "EXPIRATION_REMINDER"]],
    ["one left, expiring", { visits: 1 }, soon, ["ONE_LEFT", "EXPIRATION_REMINDER"]],
    ["two left, expiring", { units: 2 }, soon, ["TWO_LEFT", "EXPIRATION_REMINDER"]],
    ["few left, expiring", { units: 4 }, soon, ["VARIABLE_LEFT", "EXPIRATION_REMINDER"]],
    ["two left, not begun", { units: 2 }, { effective: "2026-05-01" }, ["TWO_LEFT", "FUTURE"]],
    ["few left, not begun", { units: 4 }, { effective: "2026-05-01" }, ["VARIABLE_LEFT", "FUTURE"]],
    [
      "not begun, expiring",
      {},
      { effective: "2026-03-20", expiration: "2026-04-01" },
      ["EXPIRATION_REMINDER", "FUTURE"],
    ],
    [
      "over, not begun, expiring",
      { units: -2 },
      { effective: "2026-03-20", expiration: "2026-04-01" },
      ["OVERUSE", "EXPIRATION_REMINDER", "FUTURE"],
    ],
    ["plenty", { units: 50 }, {}, ["OK"]],
  ])("%s", (_, remaining, dates, expected) => {
    expect(statuses(remaining, dates, withValues({ VARIABLE_LEFT: 5 }))).toEqual(expected);
  });
});

it("Order: OVERUSE, EXPIRED, ZERO, ONE, TWO, VARIABLE, EXPIRATION_REMINDER, FUTURE, OK", () => {
  expect(Status.options).toEqual([
    "OVERUSE",
    "EXPIRED",
    "ZERO_LEFT",
    "ONE_LEFT",
    "TWO_LEFT",
    "VARIABLE_LEFT",
    "EXPIRATION_REMINDER",
    "FUTURE",
    "OK",
  ]);
});

describe("colour #RRGGBB per status", () => {
  it.each(Status.options)("%s has one from the start", (status) => {
    expect(Color.safeParse(defaultTrackerSettings.statuses[status].color).success).toBe(true);
  });

  it.each([
    ["#B3261E", true],
    ["#b3261e", true],
    ["#000000", true],
    ["B3261E", false],
    ["#B32", false],
    ["#B3261", false],
    ["#B3261E0", false],
    ["#B3261G", false],
    ["red", false],
    ["#B3261E;", false],
    ["", false],
  ])("%j: %s", (color, accepted) => {
    expect(Color.safeParse(color).success).toBe(accepted);
  });

  it.each(Status.options)("white text on %s's can be read", (status) => {
    const channels = defaultTrackerSettings.statuses[status].color.match(/[0-9a-f]{2}/gi) ?? [];
    const [red = 0, green = 0, blue = 0] = channels
      .map((hex) => Number.parseInt(hex, 16) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    const contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
    expect(contrast).toBeGreaterThanOrEqual(4.5);
  });
});

it("Going over a cap: agency setting `overCapPolicy`. `FLAG` (default) accepts and marks OVERUSE", () => {
  expect(defaultTrackerSettings.overCapPolicy).toBe("FLAG");
  expect(statuses({ units: -1 })[0]).toBe("OVERUSE");
});
