import { type Flag, leastOf, type Status } from "./status.ts";

/** The statuses and flags that say, by the agency's settings, that little is left. */
const low: ReadonlySet<Flag> = new Set<Flag>([
  "OVERUSE",
  "ZERO_LEFT",
  "ONE_LEFT",
  "TWO_LEFT",
  "VARIABLE_LEFT",
  "OVERSCHEDULED",
]);

interface Shown {
  readonly units: { readonly remaining: number | null };
  readonly visits: { readonly remaining: number | null };
  readonly status: Status | null;
  readonly flags: readonly Flag[];
}

/** Whether a row runs low: at most so many units or visits remain; or, by `true`, its status or a flag says so. */
export function runsLow({ units, visits, status, flags }: Shown, lowUnits: string): boolean {
  if (lowUnits === "true") return [status, ...flags].some((each) => each !== null && low.has(each));
  const left = leastOf(units.remaining, visits.remaining);
  return left !== null && left <= Number(lowUnits);
}
