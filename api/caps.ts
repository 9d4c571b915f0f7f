import * as z from "zod/mini";
import { CalendarDate, Instant } from "../domain/calendar.ts";
import { ActivityCodeId, AuthorizationId, Version } from "../domain/id.ts";

const limit = z.nullable(z.int());

/** A cap as the client insurance details list it: the limits of the last confirmed version, used and remaining as of now. */
export const Cap = z
  .strictObject({
    authorizationId: AuthorizationId,
    authorizationNumber: z.string(),
    activityCodes: z.array(ActivityCodeId),
    unitsCap: limit,
    visitsCap: limit.check(z.meta({ description: "Distinct days of service; null: not limited." })),
    effectiveDate: CalendarDate,
    expirationDate: CalendarDate,
    unitsUsed: z.int(),
    unitsRemaining: limit,
    visitsUsed: z.int(),
    visitsRemaining: limit,
    state: z.enum(["OPEN", "CLOSED"]),
    authorizationVersion: Version,
    updatedAt: Instant,
  })
  .register(z.globalRegistry, { id: "Cap" });
