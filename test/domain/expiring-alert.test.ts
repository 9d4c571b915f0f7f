import { describe, expect, it } from "vitest";
import { addDays } from "../../domain/calendar.ts";
import {
  type ExpiringAlerts,
  type ExpiringThreshold,
  expiringAlertsDue,
  mayHaveBecomeDue,
  thresholdsReached,
} from "../../domain/expiring-alert.ts";
import { authorization } from "./examples.ts";

const timeZone = "America/Chicago";
/** An instant in the middle of a day of the agency. */
const noonOf = (day: string) => `${day}T18:00:00.000Z`;

/** What is kept of alerts that were given. */
function record({ expirationDate, given }: { expirationDate: string; given: readonly ExpiringThreshold[] }) {
  const alerts: ExpiringAlerts = { ...whose, expirationDate, threshold: given.at(-1) ?? 30, version: 4 };
  return alerts;
}
const whose = { authorizationId: "A3001", clientId: "C1001" };

/** What is told on `today` of an authorization entered on one day, whose date may have been entered on a later one. */
function told(
  today: string,
  { expires, entered, since }: { expires: string; entered: string; since?: string },
  before?: { readonly expirationDate: string; readonly given: readonly ExpiringThreshold[] },
): ExpiringThreshold[] {
  const stored = authorization({
    expirationDate: expires,
    createdAt: noonOf(entered),
    ...(since !== undefined && { expirationDateSince: noonOf(since) }),
  });
  return expiringAlertsDue(stored, before && record(before), { today, timeZone })?.due ?? [];
}

const june = { expires: "2026-06-30", entered: "2026-01-05" };

describe("a daily job publishes AuthorizationExpiring at 30, 14, 7, 0 days, each once", () => {
  it("which is these days of an authorization, and no others", () => {
    const given: ExpiringThreshold[] = [];
    const days: [string, ExpiringThreshold[]][] = [];
    for (let today = "2026-05-01"; today <= "2026-08-31"; today = addDays(today, 1)) {
      const due = told(today, june, given.length > 0 ? { expirationDate: june.expires, given } : undefined);
      given.push(...due);
      if (due.length > 0) days.push([today, due]);
    }
    expect(days).toEqual([
      ["2026-05-31", [30]],
      ["2026-06-16", [14]],
      ["2026-06-23", [7]],
      ["2026-06-30", [0]],
    ]);
  });

  it.each<[string, string, ExpiringThreshold[], ExpiringThreshold[]]>([
    ["a week nothing ran", "2026-06-23", [30], [14, 7]],
    ["nothing ran but the first time", "2026-06-30", [30], [14, 7, 0]],
    ["nothing ran at all", "2026-07-02", [], [30, 14, 7, 0]],
    ["it was down over the end", "2026-07-30", [30, 14, 7], [0]],
    ["it ran in between", "2026-06-20", [30, 14], []],
  ])("each missed one is still given exactly once: %s", (_, today, given, due) => {
    const before = given.length > 0 ? { expirationDate: june.expires, given } : undefined;
    expect(told(today, june, before)).toEqual(due);
    expect(told(today, june, { expirationDate: june.expires, given: [...given, ...due] })).toEqual([]);
  });

  it.each([
    ["2026-07-30", [30, 14, 7, 0]],
    ["2026-07-31", []],
    ["2027-06-30", []],
  ])("of one that is expired for longer than 30 days nothing is told: %s", (today, due) => {
    expect(told(today, june)).toEqual(due);
  });
});

describe("of one that is entered later than a threshold's day, only the nearest passed threshold is told", () => {
  it.each<[string, number, ExpiringThreshold[]]>([
    ["31 days before its end", 31, []],
    ["30 days before its end", 30, [30]],
    ["15 days before its end", 15, [30]],
    ["14 days before its end", 14, [14]],
    ["8 days before its end", 8, [14]],
    ["7 days before its end", 7, [7]],
    ["5 days before its end", 5, [7]],
    ["on its last day", 0, [0]],
    ["the day after its end: a history", -1, []],
    ["30 days after its end", -30, []],
  ])("entered %s", (_, days, due) => {
    const entered = addDays("2026-06-30", -days);
    expect(told(entered, { expires: "2026-06-30", entered })).toEqual(due);
  });

  it("and those whose days come after it are told as well", () => {
    const late = { expires: "2026-06-30", entered: "2026-06-20" };
    expect(told("2026-06-22", late)).toEqual([14]);
    expect(told("2026-06-30", late)).toEqual([14, 7, 0]);
    expect(thresholdsReached({ expirationDate: "2026-06-30", enteredOn: "2026-06-25" }, "2026-07-01")).toEqual([7, 0]);
  });

  it("the day on which it was entered is the agency's", () => {
    // Still 22 June in Chicago, 8 days before the end.
    const stored = authorization({ expirationDate: "2026-06-30", createdAt: "2026-06-23T03:00:00.000Z" });
    const on = { today: "2026-06-23", timeZone };
    expect(expiringAlertsDue(stored, undefined, on)?.due).toEqual([14, 7]);
    expect(expiringAlertsDue(stored, undefined, { ...on, timeZone: "UTC" })?.due).toEqual([7]);
  });

  it("a date that was moved nearer counts as entered when it was moved", () => {
    expect(told("2026-06-20", { ...june, since: "2026-06-20" })).toEqual([14]);
    expect(told("2026-06-20", june)).toEqual([30, 14]);
  });
});

describe("a threshold once given is not given again when the date moves a little", () => {
  const upTo = (...given: ExpiringThreshold[]) => ({ expirationDate: "2026-06-30", given });
  it.each<[string, string, string, ExpiringThreshold[]]>([
    ["two days later", "2026-07-02", "2026-06-24", []],
    ["two days earlier", "2026-06-28", "2026-06-24", []],
    ["a week later, which is more than 30 days off again", "2026-07-07", "2026-06-05", []],
    ["three weeks later, with 27 days left", "2026-07-21", "2026-06-24", []],
  ])("%s", (_, expires, since, due) => {
    const moved = { ...june, expires, since };
    expect(told(since, moved, upTo(30, 14, 7))).toEqual(due);
    expect(told(expires, moved, upTo(30, 14, 7))).toEqual([0]);
  });

  it("nor is one before it that never was, since nearer ones were passed when the date was entered", () => {
    const near = { expires: "2026-07-02", entered: "2026-06-23", since: "2026-06-24" };
    expect(told("2026-06-24", near, upTo(7))).toEqual([]);
    expect(told("2026-07-02", near, upTo(7))).toEqual([0]);
  });

  it("those that were not given come with the new date", () => {
    const moved = { ...june, expires: "2026-07-10", since: "2026-06-17" };
    expect(told("2026-06-26", moved, upTo(30, 14))).toEqual([]);
    expect(told("2026-07-03", moved, upTo(30, 14))).toEqual([7]);
    expect(told("2026-07-10", moved, { expirationDate: "2026-07-10", given: [30, 14, 7] })).toEqual([0]);
  });

  it("after the last one, a few days more are told no more", () => {
    const moved = { ...june, expires: "2026-07-05", since: "2026-07-01" };
    expect(told("2026-07-05", moved, upTo(30, 14, 7, 0))).toEqual([]);
  });

  it("there and back again is where it was", () => {
    const back = { ...june, since: "2026-06-25" };
    expect(told("2026-06-25", back, upTo(30, 14, 7))).toEqual([]);
  });
});

describe("a date that is moved out of the whole run-up begins a new one", () => {
  const before = { expirationDate: "2026-06-30", given: [30, 14, 7] as ExpiringThreshold[] };
  const all = { ...before, given: [30, 14, 7, 0] as ExpiringThreshold[] };

  it.each<[string, string, string, typeof before, readonly (readonly [string, ExpiringThreshold[]])[]]>([
    [
      "an extension by half a year",
      "2026-12-31",
      "2026-06-24",
      before,
      [
        ["2026-06-24", []],
        ["2026-11-30", []],
        ["2026-12-01", [30]],
        ["2026-12-24", [30, 14, 7]],
      ],
    ],
    ["an extension by a month", "2026-07-31", "2026-06-24", before, [["2026-07-01", [30]]]],
    ["31 days are left, not 30", "2026-07-25", "2026-06-24", before, [["2026-06-25", [30]]]],
    ["an extension after its end", "2026-07-20", "2026-07-03", all, [["2026-07-03", [30]]]],
    ["an extension on its last day", "2026-07-20", "2026-06-30", all, [["2026-06-30", [30]]]],
    [
      "an extension after its end, of which nothing could be told",
      "2026-07-20",
      "2026-07-03",
      before,
      [["2026-07-03", [30]]],
    ],
  ])("%s", (_, expires, since, alerts, days) => {
    for (const [today, due] of days) expect(told(today, { ...june, expires, since }, alerts)).toEqual(due);
  });

  it("in which nothing of the one before counts, whatever becomes of the date", () => {
    const stored = authorization({
      expirationDate: "2026-12-31",
      createdAt: noonOf("2026-01-05"),
      expirationDateSince: noonOf("2026-06-24"),
    });
    const first = expiringAlertsDue(stored, record(before), { today: "2026-12-01", timeZone });
    expect(first?.alerts).toEqual({ ...whose, expirationDate: "2026-12-31", threshold: 30, version: 5 });
    const moved = { ...stored, expirationDate: "2027-01-04", expirationDateSince: noonOf("2026-12-10") };
    const second = expiringAlertsDue(moved, first?.alerts, { today: "2026-12-21", timeZone });
    expect(second).toEqual({
      due: [14],
      alerts: { ...whose, expirationDate: "2027-01-04", threshold: 14, version: 6 },
    });
  });

  it("not when it stays in the past", () => {
    expect(told("2026-07-20", { ...june, expires: "2026-07-15", since: "2026-07-20" }, all)).toEqual([]);
  });
});

describe("what was looked at is not looked at again unless something can have become due", () => {
  const enteredAt = noonOf("2026-01-05");
  const expirationDate = "2026-06-30";
  it.each<[string, string | undefined, string, boolean]>([
    ["a threshold's day has come", "2026-06-15", "2026-06-16", true],
    ["it came before", "2026-06-16", "2026-06-17", false],
    ["the same day again", "2026-06-16", "2026-06-16", false],
    ["several days came while nothing ran", "2026-06-01", "2026-06-24", true],
    ["nothing was looked at yet", undefined, "2026-06-20", true],
    ["the clock was put back", "2026-06-23", "2026-06-16", false],
  ])("%s", (_, lookedThrough, today, expected) => {
    expect(mayHaveBecomeDue({ expirationDate, enteredAt }, lookedThrough, today)).toBe(expected);
  });

  it.each(["2026-06-19T23:59:59.000Z", "2026-06-20T00:00:00.000Z", "2026-06-21T18:00:00.000Z"])(
    "a date entered at %s is looked at once the day is over in every zone",
    (at) => {
      expect(mayHaveBecomeDue({ expirationDate, enteredAt: at }, "2026-06-20", "2026-06-21")).toBe(true);
    },
  );
});
