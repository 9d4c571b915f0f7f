import * as z from "zod/mini";

const millisPerDay = 86_400_000;

/** Whether `text` is a real day of the Gregorian calendar, written `YYYY-MM-DD`. 2026-02-30 is not. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/** A day without time or zone. Strings of this form sort and compare as the days they name. */
export const CalendarDate = z
  .string()
  .check(
    z.refine(isCalendarDate, { error: "must be a real day written YYYY-MM-DD" }),
    z.meta({ format: "date", examples: ["2026-03-16"] }),
  );
export type CalendarDate = z.infer<typeof CalendarDate>;

/** A point in time, UTC, ISO-8601 with milliseconds. Field names of instants end in `At`. */
export const Instant = z
  .string()
  .check(
    z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, { error: "must be a UTC instant" }),
    z.meta({ format: "date-time", examples: ["2026-03-16T14:05:00.000Z"] }),
  );
export type Instant = z.infer<typeof Instant>;

/** Days from `from` to `to`; negative when `to` lies before `from`. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / millisPerDay;
}

export function addDays(day: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * millisPerDay).toISOString().slice(0, 10);
}

/** The calendar day that `instant` falls on in `timeZone` (IANA name). */
export function dayIn(timeZone: string, instant: Date): CalendarDate {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(instant);
}

/** Both ends are included. */
export function isWithin(day: CalendarDate, first: CalendarDate, last: CalendarDate): boolean {
  return first <= day && day <= last;
}
