import * as z from "zod/mini";
import type { Balance } from "./balance.ts";
import { CalendarDate, Instant } from "./calendar.ts";
import { ActivityCodeId, AuthorizationId, ClientId, InsuranceId, Version } from "./id.ts";

const limit = z.nullable(z.int());

/**
 * What billing may bill under one authorization: the last confirmed version of it.
 * Billing alone writes it. `authorizationVersion` decides which of two events is newer.
 */
export const Cap = z.strictObject({
  clientId: ClientId,
  insuranceId: InsuranceId,
  authorizationId: AuthorizationId,
  authorizationNumber: z.string(),
  activityCodes: z.array(ActivityCodeId),
  unitsCap: limit,
  visitsCap: limit,
  effectiveDate: CalendarDate,
  expirationDate: CalendarDate,
  state: z.enum(["OPEN", "CLOSED"]),
  authorizationVersion: Version,
  updatedAt: Instant,
});
export type Cap = z.infer<typeof Cap>;

/** A cap as shown in the client insurance details: with what services have taken from it. */
export function capWithUsage(cap: Cap, balance: Balance) {
  const { clientId: _, insuranceId: __, ...shown } = cap;
  return {
    ...shown,
    unitsUsed: balance.unitsUsed,
    unitsRemaining: cap.unitsCap === null ? null : cap.unitsCap - balance.unitsUsed,
    visitsUsed: balance.visitsUsed,
    visitsRemaining: cap.visitsCap === null ? null : cap.visitsCap - balance.visitsUsed,
  };
}
