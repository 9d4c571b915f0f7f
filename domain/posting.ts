import type { Authorization } from "./authorization.ts";
import type { Balance } from "./balance.ts";
import type { Service } from "./service.ts";
import {
  type AuthorizationBalance,
  type DayOfService,
  dayWith,
  dayWithout,
  difference,
  type Movement,
  sum,
  usageOf,
} from "./usage.ts";

/** An authorization whose usage a posting changes, before it: the balance, and the days on which the service is or was. */
export interface HeldUsage {
  readonly authorization: Authorization;
  readonly balance: AuthorizationBalance;
  readonly days: readonly DayOfService[];
}

/** The same after it, with the movements that led there. Versions are still those that were read. */
export interface UsageChange extends HeldUsage {
  readonly movements: readonly Movement[];
}

/** The authorization and day that a service takes its units from; null when it is void or nothing covers it. */
function placeOf(service: Service | undefined) {
  if (service === undefined || service.void || service.applied === null) return null;
  return { authorizationId: service.applied.authorizationId, serviceDate: service.serviceDate };
}

/** The days that posting `next` in place of `previous` touches: at most two. */
export function touchedDays(previous: Service | undefined, next: Service) {
  const [was, is] = [placeOf(previous), placeOf(next)];
  const same = was?.authorizationId === is?.authorizationId && was?.serviceDate === is?.serviceDate;
  return [was, same ? null : is].filter((place) => place !== null);
}

/**
 * What posting `next` in place of `previous` does to the authorizations that either of them uses. Exact in any order of posting,
 * replacing and voiding, since it is the difference of what each day takes before and after.
 */
export function usageChanges(
  previous: Service | undefined,
  next: Service,
  held: readonly HeldUsage[],
  told: Pick<Movement, "at" | "by" | "source"> & { readonly reason?: "REALLOCATED"; readonly newId: () => string },
): UsageChange[] {
  const [was, is] = [placeOf(previous), placeOf(next)];
  const { newId, ...who } = told;
  const reason = told.reason ?? (next.void ? "VOIDED" : was === null ? "POSTED" : "REPLACED");
  return held.map(({ authorization, balance, days }) => {
    const changes = days.map((day) => {
      const isPlace = (place: typeof was) =>
        place?.authorizationId === day.authorizationId && place.serviceDate === day.serviceDate;
      const without = isPlace(was) ? dayWithout(day.services, next.serviceId) : day.services;
      const services = isPlace(is) ? dayWith(without, next) : without;
      const movement: Movement = {
        movementId: newId(),
        ...who,
        reason,
        serviceId: next.serviceId,
        activityCode: isPlace(is) ? next.activityCode : (previous ?? next).activityCode,
        serviceDate: day.serviceDate,
        ...difference(usageOf(services), usageOf(day.services)),
      };
      return { day: { ...day, services }, movement };
    });
    const movements = changes.map(({ movement }) => movement);
    return {
      authorization,
      balance: { ...balance, ...movements.reduce<Balance>(sum, balance) },
      days: changes.map(({ day }) => day),
      movements,
    };
  });
}
