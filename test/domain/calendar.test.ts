import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  CalendarDate,
  dayIn,
  daysBetween,
  Instant,
  InstantWithOffset,
  isCalendarDate,
  isWithin,
} from "../../domain/calendar.ts";

describe("Calendar days are `YYYY-MM-DD` strings without time zone", () => {
  it.each([
    ["2026-03-16", true],
    ["2026-01-01", true],
    ["2026-12-31", true],
    ["2026-3-16", false],
    ["26-03-16", false],
    ["2026/03/16", false],
    ["03-16-2026", false],
    ["20260316", false],
    ["2026-03-16T00:00:00Z", false],
    ["2026-03-16Z", false],
    ["2026-03-16 ", false],
    [" 2026-03-16", false],
    ["2026-03-16\n", false],
    ["٢٠٢٦-٠٣-١٦", false],
    ["today", false],
    ["", false],
  ])("%j: %s", (text, accepted) => {
    expect(CalendarDate.safeParse(text).success).toBe(accepted);
  });

  it.each([[20260316], [null], [new Date("2026-03-16")]])("%s is not text", (value) => {
    expect(CalendarDate.safeParse(value).success).toBe(false);
  });
});

describe("real days only (2026-02-30 is 400)", () => {
  it.each([
    ["2026-02-28", true],
    ["2026-02-29", false],
    ["2026-02-30", false],
    ["2024-02-29", true],
    ["2024-02-30", false],
    ["2000-02-29", true],
    ["1900-02-29", false],
    ["2100-02-29", false],
    ["2026-04-30", true],
    ["2026-04-31", false],
    ["2026-06-31", false],
    ["2026-09-31", false],
    ["2026-11-31", false],
    ["2026-12-32", false],
    ["2026-00-10", false],
    ["2026-13-01", false],
    ["2026-01-00", false],
  ])("%s: %s", (text, real) => {
    expect(isCalendarDate(text)).toBe(real);
  });

  it("holds for every day of the calendar, and for none beyond the end of a month", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2199 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
          const text = [String(year), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
          return isCalendarDate(text) === day <= lastDay;
        },
      ),
    );
  });
});

describe("\"today\" is the agency's time zone's", () => {
  it.each([
    ["UTC", "2026-03-16T23:59:59.999Z", "2026-03-16"],
    ["UTC", "2026-03-17T00:00:00.000Z", "2026-03-17"],
    // Central daylight time: midnight is 05:00 UTC.
    ["America/Chicago", "2026-03-16T04:59:59.999Z", "2026-03-15"],
    ["America/Chicago", "2026-03-16T05:00:00.000Z", "2026-03-16"],
    // The clock goes forward on 8 March: that day begins in standard time and ends in daylight time.
    ["America/Chicago", "2026-03-08T05:59:59.999Z", "2026-03-07"],
    ["America/Chicago", "2026-03-08T06:00:00.000Z", "2026-03-08"],
    ["America/Chicago", "2026-03-09T04:59:59.999Z", "2026-03-08"],
    ["America/Chicago", "2026-03-09T05:00:00.000Z", "2026-03-09"],
    // The clock goes back on 1 November: that day has 25 hours.
    ["America/Chicago", "2026-11-01T04:59:59.999Z", "2026-10-31"],
    ["America/Chicago", "2026-11-01T05:00:00.000Z", "2026-11-01"],
    ["America/Chicago", "2026-11-02T05:59:59.999Z", "2026-11-01"],
    ["America/Chicago", "2026-11-02T06:00:00.000Z", "2026-11-02"],
    // Arizona keeps standard time.
    ["America/Phoenix", "2026-07-01T06:59:59.999Z", "2026-06-30"],
    ["America/Phoenix", "2026-07-01T07:00:00.000Z", "2026-07-01"],
    ["America/St_Johns", "2026-07-01T02:29:59.999Z", "2026-06-30"],
    ["America/St_Johns", "2026-07-01T02:30:00.000Z", "2026-07-01"],
    ["Pacific/Honolulu", "2026-01-01T09:59:59.999Z", "2025-12-31"],
    ["Pacific/Kiritimati", "2026-12-31T10:00:00.000Z", "2027-01-01"],
    ["Pacific/Pago_Pago", "2026-01-01T10:59:59.999Z", "2025-12-31"],
    ["America/New_York", "2024-02-29T12:00:00.000Z", "2024-02-29"],
  ])("in %s at %s it is %s", (timeZone, instant, day) => {
    expect(dayIn(timeZone, new Date(instant))).toBe(day);
  });

  it("is a calendar day at any instant in any zone, never more than one day off UTC's", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("America/Chicago", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati", "UTC"),
        fc.date({ min: new Date("1970-01-02T00:00:00Z"), max: new Date("2199-12-31T00:00:00Z"), noInvalidDate: true }),
        (timeZone, instant) => {
          const day = dayIn(timeZone, instant);
          return isCalendarDate(day) && Math.abs(daysBetween(instant.toISOString().slice(0, 10), day)) <= 1;
        },
      ),
    );
  });
});

describe("Both ends of effective..expiration are included.", () => {
  it.each([
    ["2026-03-01", false],
    ["2026-03-02", true],
    ["2026-03-16", true],
    ["2026-04-30", true],
    ["2026-05-01", false],
  ])("%s in 2026-03-02..2026-04-30: %s", (day, included) => {
    expect(isWithin(day, "2026-03-02", "2026-04-30")).toBe(included);
  });

  it("so that one day is a window, too", () => {
    expect(isWithin("2026-03-02", "2026-03-02", "2026-03-02")).toBe(true);
  });
});

describe("Instants are UTC ISO-8601 and end in `At`.", () => {
  it.each([
    ["2026-03-16T14:05:00.000Z", true],
    ["2026-03-16T14:05:00Z", false],
    ["2026-03-16T14:05:00.000+00:00", false],
    ["2026-03-16T14:05:00.000", false],
    ["2026-02-31T14:05:00.000Z", false],
    ["2026-13-01T14:05:00.000Z", false],
    ["2026-03-16T25:00:00.000Z", false],
    ["2026-03-16T24:00:00.000Z", false],
    ["2026-03-16T14:60:00.000Z", false],
    ["2026-03-16T14:05:60.000Z", false],
    ["2026-03-16", false],
    ["", false],
  ])("%j: %s", (text, accepted) => {
    expect(Instant.safeParse(text).success).toBe(accepted);
  });

  it("as clocks write them", () => {
    expect(Instant.parse(new Date(0).toISOString())).toBe("1970-01-01T00:00:00.000Z");
  });
});

describe("days between and days added", () => {
  it.each([
    ["2026-03-16", "2026-03-16", 0],
    ["2026-03-16", "2026-03-17", 1],
    ["2026-03-16", "2026-03-15", -1],
    ["2026-03-16", "2026-07-04", 110],
    // Over both changes of the clock a day stays a day.
    ["2026-03-07", "2026-03-09", 2],
    ["2026-10-31", "2026-11-02", 2],
    ["2024-02-28", "2024-03-01", 2],
    ["2026-02-28", "2026-03-01", 1],
    ["2025-12-31", "2026-12-31", 365],
    ["2024-01-01", "2025-01-01", 366],
  ])("from %s to %s are %i", (from, to, days) => {
    expect(daysBetween(from, to)).toBe(days);
    expect(addDays(from, days)).toBe(to);
  });

  it("end with the last day that can be written", () => {
    expect([
      addDays("9999-12-30", 1),
      addDays("9999-12-31", 0),
      addDays("9999-12-31", 1),
      addDays("9999-12-02", 1830),
    ]).toEqual(Array(4).fill("9999-12-31"));
  });

  it("undo each other", () => {
    const day = fc
      .date({ min: new Date("1900-01-01"), max: new Date("2199-01-01"), noInvalidDate: true })
      .map((instant) => instant.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, fc.integer({ min: -20_000, max: 20_000 }), (from, days) => {
        const to = addDays(from, days);
        return isCalendarDate(to) && daysBetween(from, to) === days && days > 0 === to > from;
      }),
    );
  });
});

describe("An instant as others write it has any offset and any part of a second", () => {
  it.each([
    ["2026-03-16T09:05:00-05:00", true],
    ["2026-03-16T19:35:00.25+05:30", true],
    ["2026-03-16T14:05:00Z", true],
    ["2026-03-16T14:05:00.123456789Z", true],
    ["2024-02-29T23:59:59+00:00", true],
    ["2026-02-31T25:00:00Z", false],
    ["2026-02-31T09:05:00-05:00", false],
    ["2026-03-16T09:05:00-24:00", false],
    ["2026-03-16T09:05:00-0500", false],
    ["2026-03-16T09:05-05:00", false],
    ["2026-03-16T09:05:00", false],
    ["2026-03-16 09:05:00Z", false],
    ["0000-01-01T00:00:00+01:00", false],
    ["9999-12-31T23:59:59-01:00", false],
    ["9999-12-31T23:59:59Z", true],
    ["yesterday", false],
    ["", false],
  ])("%j: %s", (text, accepted) => {
    expect(InstantWithOffset.safeParse(text).success).toBe(accepted);
  });

  it("and in UTC it is one of ours", () => {
    const given = fc.tuple(
      fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9998-12-31T00:00:00Z"), noInvalidDate: true }),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
      fc.constantFrom("+", "-"),
    );
    fc.assert(
      fc.property(given, ([date, hours, minutes, sign]) => {
        const offset = [hours, minutes].map((part) => String(part).padStart(2, "0")).join(":");
        const text = `${date.toISOString().slice(0, 23)}${sign}${offset}`;
        expect(Instant.parse(new Date(InstantWithOffset.parse(text)).toISOString())).toHaveLength(24);
      }),
    );
  });
});
