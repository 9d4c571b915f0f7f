import type { Authorization } from "../../domain/authorization.ts";
import { type Catalog, procedureOf } from "../../domain/catalog.ts";
import { AuthorizationConfirmed } from "../../events/authorization-confirmed.ts";
import type { UnsentEvent } from "../../store/outbox.ts";

interface Occasion {
  readonly eventId: string;
  readonly occurredAt: string;
  readonly agencyId: string;
  readonly traceparent: string;
}

/** What billing is told: the whole state of the version that was confirmed, with a group as the codes in it today. */
export function authorizationConfirmed(
  authorization: Authorization,
  catalog: Catalog,
  { eventId, occurredAt, agencyId, traceparent }: Occasion,
): UnsentEvent {
  const { confirmation } = authorization;
  if (confirmation === undefined)
    throw new Error(`The authorization ${authorization.authorizationId} is not confirmed.`);
  const event: AuthorizationConfirmed = {
    metadata: { eventId, schemaVersion: 1, occurredAt, agencyId, traceparent },
    data: {
      clientId: authorization.clientId,
      insuranceId: authorization.insuranceId,
      authorizationId: authorization.authorizationId,
      authorizationVersion: confirmation.confirmedVersion,
      authorizationNumber: authorization.authorizationNumber,
      activityCodes: procedureOf(catalog, authorization.procedure).activityCodes,
      authUnits: authorization.authUnits ?? null,
      authVisits: authorization.authVisits ?? null,
      effectiveDate: authorization.effectiveDate,
      expirationDate: authorization.expirationDate,
      confirmedBy: confirmation.confirmedBy,
    },
  };
  const detail = JSON.stringify(AuthorizationConfirmed.parse(event));
  return { eventId, occurredAt, detailType: "AuthorizationConfirmed", detail };
}
