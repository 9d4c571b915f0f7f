import * as z from "zod/mini";
import type { Authorization } from "./authorization.ts";
import { amounts, type Balance, untouchedBalance } from "./balance.ts";
import type { CalendarDate } from "./calendar.ts";
import { AuthorizationId, ClientId, Version } from "./id.ts";
import { leastOf } from "./status.ts";

/** The numbers left at which an alert is due, most first. */
const runningLowThresholds = [2, 1, 0] as const;
export const RunningLowThreshold = z.literal(runningLowThresholds);
export type RunningLowThreshold = z.infer<typeof RunningLowThreshold>;

const left = z.nullable(z.int());
const used = z.int().check(z.minimum(0));

/** How much of an authorization is left, by what was used. Null: not limited. Below 0: overused. */
const Left = { unitsLeft: left, visitsLeft: left, unitsUsed: used, visitsUsed: used };

/** An authorization of which little is left. */
export const RunningLow = z.strictObject({ authorizationId: AuthorizationId, clientId: ClientId, ...Left });
export type RunningLow = z.infer<typeof RunningLow>;

/** The last alert that was given while one set of limits ran down. */
export const RunningLowAlerts = z.strictObject({
  authorizationId: AuthorizationId,
  clientId: ClientId,
  /** The least left that an alert was given of. The thresholds before it are past: no alert is given of them any more. */
  threshold: RunningLowThreshold,
  /** What was used when the alert was given. */
  unitsUsed: used,
  visitsUsed: used,
  version: Version,
});
export type RunningLowAlerts = z.infer<typeof RunningLowAlerts>;

/**
 * What is left, if an alert may be due; null otherwise, and always when nothing is limited. An authorization of one unit that
 * nobody has used yet does not run low.
 */
export function runningLow(authorization: Authorization, balance: Balance = untouchedBalance): RunningLow | null {
  const { authorizationId, clientId, authUnits, authVisits } = authorization;
  const { unitsUsed, visitsUsed } = balance;
  if (unitsUsed === 0 && visitsUsed === 0) return null;
  const unitsLeft = amounts(authUnits, unitsUsed, balance.unitsScheduled).remaining;
  const visitsLeft = amounts(authVisits, visitsUsed, balance.visitsScheduled).remaining;
  const low = { authorizationId, clientId, unitsLeft, visitsLeft, unitsUsed, visitsUsed };
  return thresholdOf(low) === null ? null : low;
}

/** The threshold that is reached, by the lesser of units and visits; below 0 counts as 0. */
function thresholdOf({ unitsLeft, visitsLeft }: Pick<RunningLow, "unitsLeft" | "visitsLeft">) {
  const least = leastOf(unitsLeft, visitsLeft);
  return least === null ? null : (runningLowThresholds.findLast((threshold) => least <= threshold) ?? null);
}

/**
 * Whether the limits were raised since the last alert so far that, with the usage of then, no alert would have been due. Voiding
 * services does not do that. Without this rule, what a payer approved in addition would run out unseen.
 */
function startsNewRunUp(
  { unitsLeft, visitsLeft, unitsUsed, visitsUsed }: RunningLow,
  alerts: RunningLowAlerts,
): boolean {
  const then = {
    unitsLeft: unitsLeft === null ? null : unitsLeft + unitsUsed - alerts.unitsUsed,
    visitsLeft: visitsLeft === null ? null : visitsLeft + visitsUsed - alerts.visitsUsed,
  };
  return thresholdOf(then) === null;
}

/**
 * The record of the alert that is due; null: none is. Each threshold is told once, and only the least that is reached; and only
 * while the authorization can still be used, so that entering a history tells nobody.
 */
export function runningLowAlertDue(
  low: RunningLow,
  alerts: RunningLowAlerts | undefined,
  on: { readonly today: CalendarDate; readonly expirationDate: CalendarDate },
): RunningLowAlerts | null {
  const threshold = thresholdOf(low);
  if (threshold === null || on.expirationDate < on.today) return null;
  const isGiven = alerts !== undefined && !startsNewRunUp(low, alerts) && alerts.threshold <= threshold;
  if (isGiven) return null;
  const { authorizationId, clientId, unitsUsed, visitsUsed } = low;
  return { authorizationId, clientId, threshold, unitsUsed, visitsUsed, version: (alerts?.version ?? 0) + 1 };
}
