import * as z from "zod/mini";
import { type CalendarDate, daysBetween } from "./calendar.ts";
import { mostDaysExpired } from "./expiring-alert.ts";

const count = z.int().check(z.minimum(0));

/** How many authorizations expire within so many days, or have expired. What expires today is within each number of days. */
export const ExpiringCounts = z.strictObject({
  expiredLately: count,
  within7Days: count,
  within14Days: count,
  within30Days: count,
});
export type ExpiringCounts = z.infer<typeof ExpiringCounts>;

export const noneExpiring: ExpiringCounts = { expiredLately: 0, within7Days: 0, within14Days: 0, within30Days: 0 };

/** The counts with some more authorizations. Expired ones count for as long as alerts are given of them. */
export function countedAlso(
  counts: ExpiringCounts,
  expirationDates: readonly CalendarDate[],
  today: CalendarDate,
): ExpiringCounts {
  const left = expirationDates.map((date) => daysBetween(today, date));
  const within = (days: number) => left.filter((daysLeft) => daysLeft >= 0 && daysLeft <= days).length;
  return {
    expiredLately: counts.expiredLately + left.filter((days) => days < 0 && days >= -mostDaysExpired).length,
    within7Days: counts.within7Days + within(7),
    within14Days: counts.within14Days + within(14),
    within30Days: counts.within30Days + within(30),
  };
}
