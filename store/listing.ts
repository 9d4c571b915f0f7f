import type { Authorization } from "../domain/authorization.ts";
import { monthOf } from "../domain/calendar.ts";
import type { Client } from "../domain/client.ts";
import type { ClientRecord } from "../domain/client-record.ts";
import { isConfirmed } from "../domain/confirmation.ts";
import { leftPlaceSeconds } from "../domain/moved-expiration.ts";
import type { TrackerSettings } from "../domain/status.ts";
import type { ClientChange } from "./client-changes.ts";
import {
  authorizationKey,
  expiringPartition,
  expiringPlace,
  movedFromKey,
  unconfirmedPartition,
  unconfirmedPlace,
} from "./keys.ts";
import { table as attributes, indexes } from "./table.ts";

type Seen = Pick<ClientRecord, "client" | "insurances">;

/**
 * The facts of client and insurance that an authorization is filtered and sorted by in lists. Names and payer only while it is
 * unconfirmed: no other list needs them.
 */
function indexedFacts(authorization: Authorization, { client, insurances }: Seen) {
  const { program, location, lastName, firstName, status } = client;
  return {
    ...(status === "INACTIVE" && { isInactive: true }),
    ...(program !== undefined && { program }),
    ...(location !== undefined && { location }),
    ...(!isConfirmed(authorization) && {
      lastName,
      firstName,
      payerId: insurances.get(authorization.insuranceId)?.payerId,
    }),
  };
}

const { byExpiration, unconfirmed } = indexes;

/**
 * The fields of an authorization that is not discontinued, with its keys in the indexes. Without a billing engine nobody
 * confirms, and the list of unconfirmed ones would only grow: so nothing is added to it. When an engine comes, a walk over the
 * table adds what is missing (`listUnconfirmed` in `backfill.ts`).
 */
export function withIndexKeys(
  authorization: Authorization,
  seen: Seen,
  { billingEngine }: Pick<TrackerSettings, "billingEngine">,
): object {
  return {
    ...authorization,
    ...expiringKeys(authorization),
    ...(billingEngine && unconfirmedKeys(authorization)),
    [attributes.listed]: indexedFacts(authorization, seen),
  };
}

/** The keys that put an authorization without the C into the list of those. */
export function unconfirmedKeys(authorization: Authorization): object {
  const { clientId, authorizationId, createdAt } = authorization;
  return {
    ...(!isConfirmed(authorization) && {
      [unconfirmed.partitionKey]: unconfirmedPartition,
      [unconfirmed.sortKey]: unconfirmedPlace(createdAt, clientId, authorizationId),
    }),
  };
}

function expiringKeys({ clientId, authorizationId, expirationDate }: Authorization) {
  return {
    [byExpiration.partitionKey]: expiringPartition(monthOf(expirationDate)),
    [byExpiration.sortKey]: expiringPlace(expirationDate, clientId, authorizationId),
  };
}

/**
 * What follows from another expiration date: the day that the authorization leaves stays in the index, so that whoever is reading
 * a report does not miss it (`domain/moved-expiration.ts`).
 */
export function movedFrom(
  previous: Authorization | undefined,
  moved: Authorization,
): Required<Pick<ClientChange, "puts" | "removes">> {
  if (previous === undefined || previous.expirationDate === moved.expirationDate) return { puts: [], removes: [] };
  const { clientId, authorizationId, updatedAt } = moved;
  const at = (expirationDate: string) => movedFromKey(clientId, expirationDate, authorizationId);
  const expiry = Math.floor(Date.parse(updatedAt) / 1000) + leftPlaceSeconds;
  const fields = { ...expiringKeys(previous), [attributes.timeToLive]: expiry };
  return {
    puts: [{ key: at(previous.expirationDate), kind: "movedFrom", fields }],
    // It may come back to a day that it has left: no place has two entries.
    removes: [at(moved.expirationDate)],
  };
}

/** The index facts of authorizations that a change of their client changes. */
export function relisted(record: ClientRecord, client: Client) {
  return [...record.authorizations.values()].flatMap((authorization) => {
    const value = indexedFacts(authorization, { ...record, client });
    if (JSON.stringify(value) === JSON.stringify(indexedFacts(authorization, record))) return [];
    const { clientId, authorizationId } = authorization;
    return [{ key: authorizationKey(clientId, authorizationId), attribute: attributes.listed, value }];
  });
}
