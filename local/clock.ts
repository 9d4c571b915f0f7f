import { StartError } from "./start-error.ts";

/**
 * How to get from the real time to the stack's time. Computed once for all processes, so that none of them is a day off the
 * others when midnight passes while they start.
 */
export interface DayShift {
  readonly offsetMillis: number;
  /** First and last millisecond of the fixed day: time stops there instead of leaving the day. */
  readonly firstMillis: number;
  readonly lastMillis: number;
}

const millisPerDay = 86_400_000;

/** The wall clock's time in `timeZone` at `instant`, as if it were UTC, for calculations. */
export function wallMillis(timeZone: string, instant: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const seconds = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return seconds + (((instant % 1000) + 1000) % 1000);
}

/** The calendar day of `instant` in `timeZone`. */
export function dayIn(timeZone: string, instant: number): string {
  return new Date(wallMillis(timeZone, instant)).toISOString().slice(0, 10);
}

/** The first instant of a day. Found by halving: zones begin days at 01:00, and had offsets of seconds. */
function startOfDay(timeZone: string, day: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  let before = midnight - millisPerDay;
  let from = midnight + millisPerDay;
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dayIn(timeZone, middle) < day) {
      before = middle;
    } else {
      from = middle;
    }
  }
  return from;
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + millisPerDay).toISOString().slice(0, 10);
}

/**
 * Shifts the clock to `day`; the time of day in `timeZone` stays.
 * @throws StartError when the zone never had that day (those that crossed the date line left one out)
 */
export function shiftToDay(day: string, timeZone: string, realNow: number): DayShift {
  const firstMillis = startOfDay(timeZone, day);
  if (dayIn(timeZone, firstMillis) !== day) {
    throw new StartError(`There was no ${day} in ${timeZone}: choose another day for --today.`);
  }
  const lastMillis = startOfDay(timeZone, nextDay(day)) - 1;
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

export function shiftedTime(shift: DayShift | undefined, realNow: number): number {
  if (!shift) {
    return realNow;
  }
  return Math.min(Math.max(realNow + shift.offsetMillis, shift.firstMillis), shift.lastMillis);
}

/**
 * Makes this process use the shifted time: `new Date()`, `Date()`, `Date.now()`, and formatters without an argument. Timers and
 * performance.now() go on as they are.
 */
export function shiftProcessClock(shift: DayShift): void {
  const RealDate = Date;
  const realNow = Date.now;
  const now = () => shiftedTime(shift, realNow());
  RealDate.now = now;
  const ShiftedDate: DateConstructor = new Proxy(RealDate, {
    construct: (target, args, newTarget): object =>
      Reflect.construct(target, args.length > 0 ? args : [now()], newTarget === ShiftedDate ? target : newTarget),
    apply: () => new RealDate(now()).toString(),
  });
  RealDate.prototype.constructor = ShiftedDate;
  globalThis.Date = ShiftedDate;
  const formatters = Intl.DateTimeFormat.prototype;
  const { formatToParts } = formatters;
  const format = Object.getOwnPropertyDescriptor(formatters, "format");
  formatters.formatToParts = function (this: Intl.DateTimeFormat, date?: Date | number) {
    return formatToParts.call(this, date ?? now());
  };
  Object.defineProperty(formatters, "format", {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const real = format?.get?.call(this) as (date: Date | number) => string;
      return (date?: Date | number) => real(date ?? now());
    },
  });
}
