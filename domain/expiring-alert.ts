import * as z from "zod/mini";
import type { Authorization } from "./authorization.ts";
import { addDays, CalendarDate, dayIn, daysBetween } from "./calendar.ts";
import { AuthorizationId, ClientId, Version } from "./id.ts";

/** Days left at which an alert is due, the first one first. */
export const expiringThresholds = [30, 14, 7, 0] as const;
export const ExpiringThreshold = z.literal(expiringThresholds);
export type ExpiringThreshold = z.infer<typeof ExpiringThreshold>;

/** The run-up to an expiration date: from the first threshold on. */
const runUpDays = expiringThresholds[0];

/** Of an authorization that expired longer ago no alert is given. */
export const mostDaysExpired = 30;

/** A date that is moved by no more than this is the same date, corrected. */
const smallMoveDays = 7;

/** The last alert that was given in one run-up. */
export const ExpiringAlerts = z.strictObject({
  authorizationId: AuthorizationId,
  clientId: ClientId,
  /** The expiration date that the alert told. */
  expirationDate: CalendarDate,
  /** The fewest days left that an alert was given of. The thresholds before it are past: no alert is given of them any more. */
  threshold: ExpiringThreshold,
  version: Version,
});
export type ExpiringAlerts = z.infer<typeof ExpiringAlerts>;

/** An expiration date, and the day on which it was entered. */
export interface Expiring {
  readonly expirationDate: CalendarDate;
  readonly enteredOn: CalendarDate;
}

/** When the current expiration date was entered. */
export const expirationEnteredAt = (authorization: Pick<Authorization, "createdAt" | "expirationDateSince">) =>
  authorization.expirationDateSince ?? authorization.createdAt;

function expiring(authorization: Authorization, timeZone: string): Expiring {
  const enteredOn = dayIn(timeZone, new Date(expirationEnteredAt(authorization)));
  return { expirationDate: authorization.expirationDate, enteredOn };
}

/**
 * The thresholds that call for an alert today, the first one first: each whose day has come since the date was entered, so that
 * none is lost while nothing ran; and of those reached already when it was entered, the nearest. No alert of what had expired
 * when it was entered.
 */
export function thresholdsReached({ expirationDate, enteredOn }: Expiring, today: CalendarDate): ExpiringThreshold[] {
  const daysLeft = daysBetween(today, expirationDate);
  const leftAtEntry = daysBetween(enteredOn, expirationDate);
  if (daysLeft < -mostDaysExpired || leftAtEntry < 0) return [];
  const reached = expiringThresholds.filter((threshold) => daysLeft <= threshold);
  const nearestAtEntry = reached.findLast((threshold) => leftAtEntry <= threshold);
  return reached.filter((threshold) => threshold < leftAtEntry || threshold === nearestAtEntry);
}

/**
 * Whether the current date begins a run-up of its own, in which every alert may be given again; else it continues the one before.
 * It begins one if it is later, by more than a small move, and
 * - more than 30 days were left on the day on which it was entered: out of the whole run-up again; or
 * - the run-up before was over (its last alert was given, or its date had passed) and the authorization is current again.
 *
 * So a corrected typo repeats no alert, and an extension does not run out unseen.
 */
function startsNewRunUp({ expirationDate, enteredOn }: Expiring, alerts: ExpiringAlerts): boolean {
  const movedBy = daysBetween(alerts.expirationDate, expirationDate);
  const leftAtEntry = daysBetween(enteredOn, expirationDate);
  const wasOver = alerts.threshold === 0 || enteredOn > alerts.expirationDate;
  return movedBy > smallMoveDays && (leftAtEntry > runUpDays || (wasOver && leftAtEntry >= 0));
}

/** The alerts that are due today and were not given, the first one first, and the record of them; null: none is due. */
export function expiringAlertsDue(
  authorization: Authorization,
  alerts: ExpiringAlerts | undefined,
  on: { readonly today: CalendarDate; readonly timeZone: string },
): { readonly due: ExpiringThreshold[]; readonly alerts: ExpiringAlerts } | null {
  const facts = expiring(authorization, on.timeZone);
  const lastThreshold =
    alerts === undefined || startsNewRunUp(facts, alerts) ? Number.POSITIVE_INFINITY : alerts.threshold;
  const due = thresholdsReached(facts, on.today).filter((threshold) => threshold < lastThreshold);
  const threshold = due.at(-1);
  if (threshold === undefined) return null;
  const { authorizationId, clientId, expirationDate } = authorization;
  const version = (alerts?.version ?? 0) + 1;
  return { due, alerts: { authorizationId, clientId, expirationDate, threshold, version } };
}

/**
 * Whether an alert can have become due after the day up to which everything was looked at: the day of a threshold has come since,
 * or the date was entered since. Spares reading which alerts were given. `lookedThrough` undefined: nothing was looked at yet.
 */
export function mayHaveBecomeDue(
  { expirationDate, enteredAt }: { readonly expirationDate: CalendarDate; readonly enteredAt: string },
  lookedThrough: CalendarDate | undefined,
  today: CalendarDate,
): boolean {
  if (lookedThrough === undefined) return true;
  const left = daysBetween(today, expirationDate);
  const leftThen = daysBetween(lookedThrough, expirationDate);
  const isReachedSince = expiringThresholds.some((threshold) => left <= threshold && threshold < leftThen);
  // A day earlier: no time zone is that far from UTC, and one look too many does no harm.
  return isReachedSince || enteredAt >= addDays(lookedThrough, -1);
}
