import { leastRemaining, type Status } from "./status.ts";

/** The statuses that say how much is left, by the agency's settings. */
const low: ReadonlySet<Status> = new Set<Status>(["OVERUSE", "ZERO_LEFT", "ONE_LEFT", "TWO_LEFT", "VARIABLE_LEFT"]);

interface Shown {
  readonly units: { readonly remaining: number | null };
  readonly visits: { readonly remaining: number | null };
  readonly status: Status | null;
  readonly flags: readonly Status[];
}

/** Whether a row runs low: at most so many units or visits are left; or, by `true`, a status or flag says so. */
export function runsLow({ units, visits, status, flags }: Shown, lowUnits: string): boolean {
  if (lowUnits === "true") return [status, ...flags].some((each) => each !== null && low.has(each));
  const left = leastRemaining({ unitsRemaining: units.remaining, visitsRemaining: visits.remaining });
  return left !== null && left <= Number(lowUnits);
}
