import * as z from "zod/mini";
import { AuthorizationId, ClientId } from "../domain/id.ts";
import { RunningLowThreshold } from "../domain/running-low-alert.ts";
import { event } from "./envelope.ts";

const left = z.nullable(z.int());

/** Little is left of an authorization that is used and has not expired. Told once at each threshold, and only at the least one reached. */
export const AuthorizationRunningLow = event(
  z
    .object({
      clientId: ClientId,
      authorizationId: AuthorizationId,
      unitsLeft: left.check(z.meta({ description: "Authorized less used, below 0 when overused; null: not limited." })),
      visitsLeft: left.check(z.meta({ description: "Distinct days of service; null: not limited." })),
      threshold: RunningLowThreshold.check(
        z.meta({ description: "The lesser of units and visits left; 0 also when overused." }),
      ),
    })
    .register(z.globalRegistry, { id: "AuthorizationRunningLowData" }),
).register(z.globalRegistry, { id: "AuthorizationRunningLow" });
export type AuthorizationRunningLow = z.infer<typeof AuthorizationRunningLow>;
