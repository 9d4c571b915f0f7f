import * as z from "zod/mini";
import { CalendarDate } from "../domain/calendar.ts";
import { ActivityCodeId, AuthorizationId, ClientId, InsuranceId, Version } from "../domain/id.ts";
import { atLeast, atMost } from "../domain/text.ts";
import { event } from "./envelope.ts";

const limit = z.nullable(z.int().check(z.minimum(1)));

/** A permitted user confirmed this version of an authorization to billing: its whole state, groups expanded to codes. */
export const AuthorizationConfirmed = event(
  z
    .object({
      clientId: ClientId,
      insuranceId: InsuranceId,
      authorizationId: AuthorizationId,
      authorizationVersion: Version,
      authorizationNumber: z.string().check(atLeast(1), atMost(50)),
      activityCodes: z.array(ActivityCodeId),
      authUnits: limit.check(z.meta({ description: "Null: units are not limited." })),
      authVisits: limit.check(z.meta({ description: "Distinct days of service; null: not limited." })),
      effectiveDate: CalendarDate,
      expirationDate: CalendarDate,
      confirmedBy: z.string(),
    })
    .register(z.globalRegistry, { id: "AuthorizationConfirmedData" }),
).register(z.globalRegistry, { id: "AuthorizationConfirmed" });
export type AuthorizationConfirmed = z.infer<typeof AuthorizationConfirmed>;
