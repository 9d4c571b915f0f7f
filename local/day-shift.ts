import { addDays, dayIn } from "../domain/calendar.ts";
import type { DayShift } from "./clock.ts";
import { StartError } from "./start-error.ts";

const millisPerDay = 86_400_000;

/** The wall clock's time in `timeZone` at `instant`, as if it were UTC, for calculations. */
export function wallMillis(timeZone: string, instant: number): number {
  // Swedes write 2026-03-16 14:05:00.
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return Date.parse(`${format.format(instant).replace(" ", "T")}Z`) + (((instant % 1000) + 1000) % 1000);
}

/** The first instant of a day. Found by halving: zones begin days at 01:00, and had offsets of seconds. */
function startOfDay(timeZone: string, day: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  let before = midnight - millisPerDay;
  let from = midnight + millisPerDay;
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dayIn(timeZone, new Date(middle)) < day) {
      before = middle;
    } else {
      from = middle;
    }
  }
  return from;
}

/**
 * Shifts the clock to `day`; the time of day in `timeZone` stays.
 * @throws StartError when the zone never had that day (those that crossed the date line left one out)
 */
export function shiftToDay(day: string, timeZone: string, realNow: number): DayShift {
  const firstMillis = startOfDay(timeZone, day);
  if (dayIn(timeZone, new Date(firstMillis)) !== day) {
    throw new StartError(`There was no ${day} in ${timeZone}: choose another day for --today.`);
  }
  const lastMillis = startOfDay(timeZone, addDays(day, 1)) - 1;
  const wallNow = wallMillis(timeZone, realNow);
  const wanted = Date.parse(`${day}T00:00:00Z`) + (((wallNow % millisPerDay) + millisPerDay) % millisPerDay);
  // The zone's offset is known only once the instant is: a second round corrects the first when daylight saving begins or ends
  // that day.
  let shifted = wanted;
  for (let round = 0; round < 2; round++) {
    shifted += wanted - wallMillis(timeZone, shifted);
  }
  return { offsetMillis: shifted - realNow, firstMillis, lastMillis };
}
