import { wallMillis } from "../day-shift.ts";
import { StartError } from "../start-error.ts";

/** When a schedule runs: every so many minutes, or in the minutes whose hands a cron expression describes. */
export type ScheduleTimes = { readonly everyMinutes: number } | { readonly isDue: (instantMillis: number) => boolean };

const minutesPerUnit: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

interface Field {
  readonly part: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

/** The six fields of an AWS cron expression. Months and weekdays count from 1, Sunday first. */
const fields: readonly Field[] = [
  { part: "minute", from: 0, to: 59 },
  { part: "hour", from: 0, to: 23 },
  { part: "day", from: 1, to: 31 },
  { part: "month", from: 1, to: 12, names: months },
  { part: "weekday", from: 1, to: 7, names: weekdays },
  { part: "year", from: 1970, to: 2199 },
];

/**
 * Reads `rate(...)` and `cron(...)`.
 * @throws StartError for `at(...)` and for what cron has beyond numbers, names, ranges, lists and steps
 */
export function scheduleTimes(expression: string, timeZone: string, place: string): ScheduleTimes {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const minutes = Number(count) * (minutesPerUnit[unit ?? ""] ?? 0);
  if (minutes > 0) {
    return { everyMinutes: minutes };
  }
  const cron = /^cron\((.*)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (cron?.length !== fields.length) {
    throw new StartError(
      `${place} is ${expression}; the local server knows rate(n minutes) and cron(...) with six fields.`,
    );
  }
  const allowed = fields.map((field, index) => valuesOf(cron[index] ?? "", field, `${place}: ${expression}`));
  return {
    isDue: (instant) => {
      const hands = handsOf(timeZone, instant);
      return fields.every(({ part }, index) => allowed[index]?.has(hands[part] ?? -1) ?? true);
    },
  };
}

/** The values a field allows; undefined allows all of them. */
function valuesOf(text: string, field: Field, place: string): ReadonlySet<number> | undefined {
  if (text === "*" || text === "?") {
    return undefined;
  }
  const number = (word: string) => {
    const value = numberOf(word, field);
    if (value === undefined) {
      throw new StartError(
        `${place} has ${text}, which the local server doesn't know: teach local/jobs/schedule-expression.ts.`,
      );
    }
    return value;
  };
  const values = new Set<number>();
  for (const item of text.split(",")) {
    const [range = "", step = "1"] = item.split("/");
    const [first = "", last] = range.split("-");
    const begin = first === "*" ? field.from : number(first);
    const openEnd = first === "*" || item.includes("/") ? field.to : begin;
    const end = last === undefined ? openEnd : number(last);
    const stride = Number(step);
    if (!(Number.isInteger(stride) && stride > 0)) {
      throw new StartError(`${place} has ${text}, whose step is no number above 0.`);
    }
    for (let value = begin; value <= end; value += stride) {
      values.add(value);
    }
  }
  return values;
}

function numberOf(word: string, { from, to, names = [] }: Field): number | undefined {
  const named = names.indexOf(word.toUpperCase());
  const value = named >= 0 ? named + from : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}

function handsOf(timeZone: string, instant: number): Readonly<Record<string, number>> {
  const wall = new Date(wallMillis(timeZone, instant));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    // 1 is Sunday, as in the expressions.
    weekday: wall.getUTCDay() + 1,
  };
}
