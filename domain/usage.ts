import * as z from "zod/mini";
import { Balance, untouchedBalance } from "./balance.ts";
import { CalendarDate, Instant } from "./calendar.ts";
import { ActivityCodeId, AuthorizationId, ServiceId } from "./id.ts";
import { openEnum } from "./open-enum.ts";
import { type Service, ServiceStatus } from "./service.ts";

const UsedBy = z.strictObject({
  activityCode: ActivityCodeId,
  status: ServiceStatus,
  units: z.int(),
});

/** The services that use one authorization on one day, by id. A day is one visit, however many there are. */
export const ServicesOfDay = z.record(ServiceId, UsedBy);
export type ServicesOfDay = z.infer<typeof ServicesOfDay>;

/** A day of service of one authorization. Version 0: none was ever posted. */
export const DayOfService = z.strictObject({
  authorizationId: AuthorizationId,
  serviceDate: CalendarDate,
  services: ServicesOfDay,
  version: z.int(),
});
export type DayOfService = z.infer<typeof DayOfService>;

/** The balance of one authorization. Version 0: no service was ever posted. */
export const AuthorizationBalance = z.strictObject({
  authorizationId: AuthorizationId,
  ...Balance.shape,
  version: z.int(),
});
export type AuthorizationBalance = z.infer<typeof AuthorizationBalance>;

/** What one day takes from a balance. A day that is rendered is a used visit, whatever else is scheduled on it. */
export function usageOf(day: ServicesOfDay): Balance {
  const services = Object.values(day);
  const unitsOf = (status: ServiceStatus) =>
    services.filter((service) => service.status === status).reduce((sum, service) => sum + service.units, 0);
  const rendered = services.some(({ status }) => status === "RENDERED");
  return {
    unitsUsed: unitsOf("RENDERED"),
    unitsScheduled: unitsOf("SCHEDULED"),
    visitsUsed: rendered ? 1 : 0,
    visitsScheduled: !rendered && services.length > 0 ? 1 : 0,
  };
}

/** The day with a service on it as it is now, or without it. */
export function dayWith(day: ServicesOfDay, service: Service): ServicesOfDay {
  const { activityCode, status, units } = service;
  return { ...day, [service.serviceId]: { activityCode, status, units } };
}
export function dayWithout(day: ServicesOfDay, serviceId: string): ServicesOfDay {
  const { [serviceId]: _, ...rest } = day;
  return rest;
}

const quantities = Object.keys(untouchedBalance) as (keyof Balance)[];
const combined = (a: Balance, b: Balance, sign: 1 | -1): Balance =>
  Object.fromEntries(quantities.map((quantity) => [quantity, a[quantity] + sign * b[quantity]])) as Balance;

export const sum = (a: Balance, b: Balance): Balance => combined(a, b, 1);
export const difference = (a: Balance, b: Balance): Balance => combined(a, b, -1);

const delta = z.int();

/**
 * One movement of a balance: what it added or gave back, by which service, by whom and why. A balance is the sum of its
 * movements.
 */
export const Movement = z
  .strictObject({
    movementId: z.string(),
    at: Instant,
    by: z.string(),
    source: openEnum(z.enum(["USER", "BILLING_ENGINE"])),
    reason: openEnum(
      z.enum(["POSTED", "REPLACED", "VOIDED", "REALLOCATED"]).check(
        z.meta({
          description:
            "POSTED: a new service. REPLACED: a service became another. VOIDED: it was taken back. REALLOCATED: a plan moved it " +
            "from one authorization to another.",
        }),
      ),
    ),
    serviceId: ServiceId,
    activityCode: ActivityCodeId,
    serviceDate: CalendarDate,
    unitsUsed: delta,
    unitsScheduled: delta,
    visitsUsed: delta,
    visitsScheduled: delta,
  })
  .register(z.globalRegistry, { id: "Movement" });
export type Movement = z.infer<typeof Movement>;

/** The balance that movements add up to. */
export function balanceOf(movements: readonly Movement[]): Balance {
  return movements.reduce<Balance>(sum, untouchedBalance);
}
