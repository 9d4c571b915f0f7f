/**
 * What alerts are due, told once more and in another way than the product works it out: by days on a calendar and by all that
 * was ever said of an authorization, kept in memory.
 */

const millisPerDay = 86_400_000;
export const later = (day: string, days: number) =>
  new Date(Date.parse(day) + days * millisPerDay).toISOString().slice(0, 10);

export interface ModelAuthorization {
  readonly id: string;
  expires: string;
  /** The day on which `expires` was entered. */
  entered: string;
  units: number | null;
  visits: number | null;
  discontinued: boolean;
  version: number;
  /** Of those that are not void: units by service id, and the day of each. */
  readonly services: Map<string, { readonly units: number; readonly day: string }>;
  runUp: { toldFor: string; nearest: number } | null;
  runDown: { lowest: number; units: number; visits: number } | null;
}

export const added = (
  id: string,
  approved: Pick<ModelAuthorization, "expires" | "entered" | "units" | "visits">,
): ModelAuthorization => ({
  id,
  ...approved,
  discontinued: false,
  version: 1,
  services: new Map(),
  runUp: null,
  runDown: null,
});

/** The alerts that the job gives of one authorization when it comes through on `today`, as lines of text. */
export function alertsOn(today: string, authorization: ModelAuthorization): string[] {
  if (authorization.discontinued) return [];
  return [...expiringOn(today, authorization), ...runningLow(today, authorization)];
}

function expiringOn(today: string, authorization: ModelAuthorization): string[] {
  const { id, expires, entered, runUp } = authorization;
  if (today > later(expires, 30) || entered > expires) return [];
  // The day of each threshold; those on which this date was not yet entered count only once, as the last of them.
  const days = [30, 14, 7, 0].map((threshold) => ({ threshold, day: later(expires, -threshold) }));
  const come = days.filter(({ day }) => day <= today);
  const before = come.filter(({ day }) => day <= entered);
  const wanted = [...before.slice(-1), ...come.slice(before.length)].map(({ threshold }) => threshold);
  // After 7 nobody is told of 14.
  const goesOn = runUp !== null && !isNewRunUp(authorization, runUp);
  const due = wanted.filter((threshold) => !goesOn || threshold < runUp.nearest);
  if (due.length > 0) authorization.runUp = { toldFor: expires, nearest: Math.min(...due) };
  return due.map((threshold) => `${id} expires ${expires}: ${threshold}`);
}

function isNewRunUp(
  { expires, entered }: ModelAuthorization,
  { toldFor, nearest }: NonNullable<ModelAuthorization["runUp"]>,
): boolean {
  if (expires <= later(toldFor, 7)) return false;
  const leftTheRunUp = later(entered, 30) < expires;
  const wasOver = nearest === 0 || toldFor < entered;
  return leftTheRunUp || (wasOver && entered <= expires);
}

function runningLow(today: string, authorization: ModelAuthorization): string[] {
  const { id, units, visits, services, runDown } = authorization;
  // Nobody can use it any more, or nobody has used it yet.
  if (authorization.expires < today || services.size === 0) return [];
  const all = [...services.values()];
  const used = {
    units: all.reduce((sum, service) => sum + service.units, 0),
    visits: new Set(all.map(({ day }) => day)).size,
  };
  const leftAfter = (usage: typeof used) =>
    Math.min(
      units === null ? Number.POSITIVE_INFINITY : units - usage.units,
      visits === null ? Number.POSITIVE_INFINITY : visits - usage.visits,
    );
  const left = leftAfter(used);
  if (left > 2) return [];
  const reached = Math.max(0, left);
  const raised = runDown !== null && leftAfter(runDown) > 2;
  if (runDown !== null && !raised && runDown.lowest <= reached) return [];
  authorization.runDown = { lowest: reached, ...used };
  const unitsLeft = units === null ? null : units - used.units;
  const visitsLeft = visits === null ? null : visits - used.visits;
  return [`${id} has ${unitsLeft} units, ${visitsLeft} visits left: ${reached}`];
}
