import * as z from "zod/mini";
import { CalendarDate } from "../domain/calendar.ts";
import { ExpiringThreshold } from "../domain/expiring-alert.ts";
import { AuthorizationId, ClientId } from "../domain/id.ts";
import { event } from "./envelope.ts";

/** An authorization comes to its end. Told once at each threshold. */
export const AuthorizationExpiring = event(
  z
    .object({
      clientId: ClientId,
      authorizationId: AuthorizationId,
      expirationDate: CalendarDate,
      daysLeft: ExpiringThreshold.check(
        z.meta({ description: "The threshold that was reached: fewer days are left when it is told late." }),
      ),
    })
    .register(z.globalRegistry, { id: "AuthorizationExpiringData" }),
).register(z.globalRegistry, { id: "AuthorizationExpiring" });
export type AuthorizationExpiring = z.infer<typeof AuthorizationExpiring>;
