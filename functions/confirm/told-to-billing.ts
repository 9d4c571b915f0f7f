import type { Authorization } from "../../domain/authorization.ts";
import { confirmedVersionOf } from "../../domain/cap.ts";
import type { Catalog } from "../../domain/catalog.ts";
import { AuthorizationConfirmed } from "../../events/authorization-confirmed.ts";
import { AuthorizationDiscontinued } from "../../events/authorization-discontinued.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import { type Occasion, unsentEvent } from "../runtime/unsent-event.ts";

/** The event of a confirm: the whole version that was confirmed, with a group as the codes in it today. */
export function authorizationConfirmed(
  authorization: Authorization,
  catalog: Catalog,
  occasion: Occasion,
): UnsentEvent {
  const { version, unitsCap, visitsCap, ...same } = confirmedVersionOf(authorization, catalog);
  const { clientId, authorizationId, confirmation } = authorization;
  const data = {
    clientId,
    authorizationId,
    authorizationVersion: version,
    ...same,
    authUnits: unitsCap,
    authVisits: visitsCap,
    confirmedBy: confirmation?.confirmedBy ?? "",
  };
  return unsentEvent("AuthorizationConfirmed", AuthorizationConfirmed, data, occasion);
}

/** The event when an authorization is discontinued that was confirmed once. */
export function authorizationDiscontinued(authorization: Authorization, occasion: Occasion): UnsentEvent {
  const { clientId, insuranceId, authorizationId, version, discontinued } = authorization;
  if (discontinued === undefined) throw new Error(`The authorization ${authorizationId} is not discontinued.`);
  const data = {
    clientId,
    insuranceId,
    authorizationId,
    authorizationVersion: version,
    discontinuedBy: discontinued.by,
  };
  return unsentEvent("AuthorizationDiscontinued", AuthorizationDiscontinued, data, occasion);
}
