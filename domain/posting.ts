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

/** An authorization with its balance, and days of service: those that a posting is about. */
export interface AuthorizationUsage {
  readonly authorization: Authorization;
  readonly balance: AuthorizationBalance;
  readonly days: readonly DayOfService[];
}

/** The same once it is posted, with the balance before and the movements that lead from that to this. */
export interface UsageChange extends AuthorizationUsage {
  readonly before: AuthorizationBalance;
  readonly movements: readonly Movement[];
}

/** The authorization and day that a service takes its units from; null when it is void or nothing covers it. */
function dayUsedBy(service: Service | undefined) {
  if (service === undefined || service.void || service.applied === null) return null;
  return { authorizationId: service.applied.authorizationId, serviceDate: service.serviceDate };
}

/** The days that posting `next` in place of `previous` touches: at most two. */
export function touchedDays(previous: Service | undefined, next: Service) {
  const [was, is] = [dayUsedBy(previous), dayUsedBy(next)];
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
  usages: readonly AuthorizationUsage[],
  cause: Pick<Movement, "at" | "by" | "source"> & { readonly reason?: "REALLOCATED"; readonly newId: () => string },
): UsageChange[] {
  const [was, is] = [dayUsedBy(previous), dayUsedBy(next)];
  const { newId, ...who } = cause;
  const reason = cause.reason ?? (next.void ? "VOIDED" : was === null ? "POSTED" : "REPLACED");
  return usages.map(({ authorization, balance: before, days }) => {
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
      return { day: { ...day, services, version: day.version + 1 }, movement };
    });
    const movements = changes.map(({ movement }) => movement);
    return {
      authorization,
      before,
      balance: { ...before, ...movements.reduce<Balance>(sum, before), version: before.version + 1 },
      days: changes.map(({ day }) => day),
      movements,
    };
  });
}
