import * as z from "zod/mini";
import { AuthorizationId, ClientId, InsuranceId, Version } from "../domain/id.ts";
import { event } from "./envelope.ts";

/** An authorization that was confirmed once is discontinued: nothing more may be billed under it. */
export const AuthorizationDiscontinued = event(
  z
    .object({
      clientId: ClientId,
      insuranceId: InsuranceId,
      authorizationId: AuthorizationId,
      authorizationVersion: Version,
      discontinuedBy: z.string(),
    })
    .register(z.globalRegistry, { id: "AuthorizationDiscontinuedData" }),
).register(z.globalRegistry, { id: "AuthorizationDiscontinued" });
export type AuthorizationDiscontinued = z.infer<typeof AuthorizationDiscontinued>;
