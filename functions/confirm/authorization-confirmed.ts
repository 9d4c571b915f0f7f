import type { Authorization } from "../../domain/authorization.ts";
import { type Catalog, procedureOf } from "../../domain/catalog.ts";
import type { AuthorizationConfirmed } from "../../events/authorization-confirmed.ts";

/** What billing is told: the whole state of the version that was confirmed, with a group as the codes in it today. */
export function authorizationConfirmed(authorization: Authorization, catalog: Catalog): AuthorizationConfirmed["data"] {
  const { confirmation } = authorization;
  if (confirmation === undefined)
    throw new Error(`The authorization ${authorization.authorizationId} is not confirmed.`);
  return {
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
  };
}
