import * as z from "zod/mini";
import { Instant } from "../domain/calendar.ts";
import { DriftField, DriftKind } from "../domain/caps-drift.ts";
import { AuthorizationId, ClientId, InsuranceId } from "../domain/id.ts";
import { clientsPage, pageQuery } from "./paging.ts";
import { route } from "./route.ts";

const fieldValue = z.nullable(z.union([z.string(), z.int(), z.array(z.string())]));

const CapDifference = z
  .strictObject({
    field: DriftField,
    expected: fieldValue.check(z.meta({ description: "By the authorization; null: none." })),
    stored: fieldValue.check(z.meta({ description: "In the cap; null: none." })),
  })
  .register(z.globalRegistry, { id: "CapDifference" });

/** A cap that is not what its authorization says, by ids and billing facts. */
const CapDrift = z
  .strictObject({
    clientId: ClientId,
    authorizationId: AuthorizationId,
    insuranceId: z.nullable(InsuranceId),
    kind: DriftKind,
    differences: z.array(CapDifference),
    since: Instant.check(
      z.meta({ description: "When it was confirmed or discontinued, or else when the daily reconcile found it." }),
    ),
  })
  .register(z.globalRegistry, { id: "CapDrift" });

export const listCapsDrift = route({
  operationId: "listCapsDrift",
  method: "GET",
  path: "/v1/reports/caps-drift",
  capability: "reports",
  summary:
    "Caps that differ from their authorizations, and confirmations that billing has not acknowledged for 15 minutes",
  description:
    "A list to look at each morning; it should be empty. Each entry says which fields differ and since " + "when.",
  permission: "reports:read",
  query: z.strictObject(pageQuery),
  replies: { 200: clientsPage(CapDrift) },
});
