import * as z from "zod/mini";

const millisPerDay = 86_400_000;

const written = /^(\d{4})-(\d{2})-(\d{2})$/;
const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether `text` is a real day of the Gregorian calendar, written `YYYY-MM-DD`. 2026-02-30 is not. */
export function isCalendarDate(text: string): boolean {
  const [, year = 0, month = 0, day = 0] = written.exec(text)?.map(Number) ?? [];
  const isLeapDay = month === 2 && day === 29 && (year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0));
  return day >= 1 && (day <= (daysOfMonths[month - 1] ?? 0) || isLeapDay);
}

/** A day without time or zone. Strings of this form sort and compare as the days they name. */
export const CalendarDate = z.string().check(
  z.refine(isCalendarDate, { error: "must be a real day written YYYY-MM-DD" }),
  // What `format` says, for readers that know patterns only.
  z.meta({ format: "date", maxLength: 10, examples: ["2026-03-16"] }),
);
export type CalendarDate = z.infer<typeof CalendarDate>;

/** The year must have four digits in UTC too: others are written with a sign, and would not compare as text. */
const isMoment = (text: string) => isCalendarDate(text.slice(0, 10)) && /^\d{4}-/.test(new Date(text).toISOString());
const moment = z.refine<string>(isMoment, { error: "must be on a real day" });

/** A point in time, UTC, ISO-8601 with milliseconds. Field names of instants end in `At`. */
export const Instant = z.string().check(
  z.regex(/^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/, {
    error: "must be a UTC instant",
    abort: true,
  }),
  moment,
  z.meta({ format: "date-time", examples: ["2026-03-16T14:05:00.000Z"] }),
);
export type Instant = z.infer<typeof Instant>;

/** A point in time as a billing engine writes it: with any offset, and any part of a second. */
export const InstantWithOffset = z.string().check(
  z.regex(/^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/, {
    error: "must be an instant with its offset, such as 2026-03-16T09:05:00-05:00",
    abort: true,
  }),
  moment,
  z.meta({ format: "date-time", examples: ["2026-03-16T09:05:00-05:00", "2026-03-16T14:05:00Z"] }),
);

/** Days from `from` to `to`; negative when `to` lies before `from`. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / millisPerDay;
}

/** The last day that can be written. */
const lastDay = "9999-12-31";

/** `days` later, or earlier when negative; at most the last day that can be written. */
export function addDays(day: CalendarDate, days: number): CalendarDate {
  return days > daysBetween(day, lastDay)
    ? lastDay
    : new Date(Date.parse(`${day}T00:00:00Z`) + days * millisPerDay).toISOString().slice(0, 10);
}

/** Making a formatter takes longer than all else that a request computes, and an agency has one time zone. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

function dayFormatOf(timeZone: string): Intl.DateTimeFormat {
  const made =
    dayFormats.get(timeZone) ??
    new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  dayFormats.set(timeZone, made);
  return made;
}

/** The month of a day, YYYY-MM. Months compare like days. */
export function monthOf(day: CalendarDate): string {
  return day.slice(0, 7);
}

export function monthAfter(month: string): string {
  return monthOf(addDays(`${month}-28`, 4));
}

/** The calendar day that `instant` falls on in `timeZone` (IANA name). */
export function dayIn(timeZone: string, instant: Date): CalendarDate {
  return dayFormatOf(timeZone).format(instant);
}

/** The same day so many years later, or earlier when negative; of February 29 the first of March where there is none. */
export function addYears(day: CalendarDate, years: number): CalendarDate {
  const [year = 0, ...rest] = day.split("-");
  const moved = [String(Number(year) + years).padStart(4, "0"), ...rest].join("-");
  return isCalendarDate(moved) ? moved : addDays(`${moved.slice(0, 8)}28`, 1);
}

const hourFormats = new Map<string, Intl.DateTimeFormat>();

/** The hour of the day, 00 to 23, that `instant` falls on in `timeZone`. */
export function hourIn(timeZone: string, instant: Date): string {
  const made =
    hourFormats.get(timeZone) ?? new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" });
  hourFormats.set(timeZone, made);
  return made.format(instant);
}

/** The day of `first`..`last` that is nearest to `day`. */
export function nearestWithin(day: CalendarDate, first: CalendarDate, last: CalendarDate): CalendarDate {
  if (day < first) return first;
  return day > last ? last : day;
}

/** Both ends are included. */
export function isWithin(day: CalendarDate, first: CalendarDate, last: CalendarDate): boolean {
  return first <= day && day <= last;
}
