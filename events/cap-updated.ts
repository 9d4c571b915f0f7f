import * as z from "zod/mini";
import { AuthorizationId, ClientId, InsuranceId, Version } from "../domain/id.ts";
import { event } from "./envelope.ts";

const limit = z.nullable(z.int());

/** Billing's acknowledgement: the cap now holds this version of the authorization. */
export const CapUpdated = event(
  z
    .object({
      clientId: ClientId,
      insuranceId: InsuranceId,
      authorizationId: AuthorizationId,
      authorizationVersion: Version,
      unitsCap: limit,
      visitsCap: limit,
      state: z.enum(["OPEN", "CLOSED"]),
    })
    .register(z.globalRegistry, { id: "CapUpdatedData" }),
).register(z.globalRegistry, { id: "CapUpdated" });
export type CapUpdated = z.infer<typeof CapUpdated>;
