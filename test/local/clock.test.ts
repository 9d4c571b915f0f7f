import { expect, it } from "vitest";
import { dayIn } from "../../domain/calendar.ts";
import { shiftedTime } from "../../local/clock.ts";
import { shiftToDay } from "../../local/day-shift.ts";

const chicago = "America/Chicago";
const at = (text: string) => Date.parse(text);
const dayAt = (zone: string, millis: number) => dayIn(zone, new Date(millis));
const iso = (millis: number) => new Date(millis).toISOString();

it.each<[string, string, string, string, string]>([
  ["backwards, hands as they are", chicago, "2026-11-23T20:15:30.250Z", "2026-03-16", "2026-03-16T19:15:30.250Z"],
  ["forwards", chicago, "2026-03-16T12:00:00.000Z", "2027-01-31", "2027-01-31T13:00:00.000Z"],
  [
    "where it is already tomorrow in UTC",
    chicago,
    "2026-11-24T04:00:00.000Z",
    "2026-03-16",
    "2026-03-17T03:00:00.000Z",
  ],
  ["far east of Greenwich", "Pacific/Kiritimati", "2026-11-23T10:30:00.000Z", "2026-03-16", "2026-03-15T10:30:00.000Z"],
  ["by half an hour", "Asia/Kolkata", "2026-11-23T18:30:00.000Z", "2026-03-16", "2026-03-15T18:30:00.000Z"],
  ["to today", "UTC", "2026-11-23T10:30:00.000Z", "2026-11-23", "2026-11-23T10:30:00.000Z"],
  [
    "to the day daylight saving begins, after",
    chicago,
    "2026-11-23T18:00:00.000Z",
    "2026-03-08",
    "2026-03-08T17:00:00.000Z",
  ],
  [
    "to the day daylight saving ends, before",
    chicago,
    "2026-11-23T06:30:00.000Z",
    "2026-11-01",
    "2026-11-01T05:30:00.000Z",
  ],
])("shifts %s", (_, zone, real, day, shifted) => {
  const shift = shiftToDay(day, zone, at(real));
  expect(iso(shiftedTime(shift, at(real)))).toBe(shifted);
  expect(dayAt(zone, shiftedTime(shift, at(real)))).toBe(day);
});

it.each<[string, string, number]>([
  [chicago, "2026-03-16", 24],
  [chicago, "2026-03-08", 23],
  [chicago, "2026-11-01", 25],
  ["America/Santiago", "2026-09-06", 23],
  ["Australia/Lord_Howe", "2026-04-05", 24.5],
])("in %s %s lasts from its first to its last millisecond, %s hours", (zone, day, hours) => {
  const { firstMillis, lastMillis } = shiftToDay(day, zone, Date.now());
  expect(dayAt(zone, firstMillis)).toBe(day);
  expect(dayAt(zone, firstMillis - 1)).not.toBe(day);
  expect(dayAt(zone, lastMillis)).toBe(day);
  expect(dayAt(zone, lastMillis + 1)).not.toBe(day);
  expect((lastMillis + 1 - firstMillis) / 3_600_000).toBe(hours);
});

it("stays on the fixed day whatever the hour, also where clocks skip it", () => {
  for (let hour = 0; hour < 24; hour++) {
    const real = at("2026-11-23T06:30:00.000Z") + hour * 3_600_000;
    const shift = shiftToDay("2026-03-08", chicago, real);
    expect(dayAt(chicago, shiftedTime(shift, real))).toBe("2026-03-08");
  }
});

it("goes on with the time, and stops at the day's last millisecond", () => {
  const real = at("2026-11-24T05:59:00.000Z");
  const shift = shiftToDay("2026-03-16", chicago, real);
  expect(iso(shiftedTime(shift, real + 59_000))).toBe("2026-03-17T04:59:59.000Z");
  expect(iso(shiftedTime(shift, real + 3_600_000))).toBe("2026-03-17T04:59:59.999Z");
});

it("refuses a day that the zone left out", () => {
  expect(() => shiftToDay("2011-12-30", "Pacific/Apia", Date.now())).toThrow(
    /^There was no 2011-12-30 in Pacific\/Apia/,
  );
});
