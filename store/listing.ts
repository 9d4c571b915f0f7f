import type { Authorization } from "../domain/authorization.ts";
import { monthOf } from "../domain/calendar.ts";
import type { Client } from "../domain/client.ts";
import { isConfirmed } from "../domain/confirmation.ts";
import { leftPlaceSeconds } from "../domain/moved-expiration.ts";
import type { TrackerSettings } from "../domain/status.ts";
import type { ClientRecord } from "./client-record.ts";
import { ChangedMeanwhile } from "./failures.ts";
import {
  auditHeadKey,
  authorizationKey,
  expiringPartition,
  expiringPlace,
  movedFromKey,
  unconfirmedPartition,
  unconfirmedPlace,
} from "./keys.ts";
import { commit, type OpenedTable, type Write } from "./opened-table.ts";
import { table as attributes, indexes } from "./table.ts";
import { put, remove, requireVersion, setAttribute } from "./writes.ts";

const outrun = () => new ChangedMeanwhile();

type Seen = Pick<ClientRecord, "client" | "insurances">;

/**
 * What an authorization is found and sorted by in lists, as far as it stands in its client and its insurance. Names and payer
 * are there only while it is unconfirmed: no other list needs them.
 */
function listedOf(authorization: Authorization, { client, insurances }: Seen) {
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
 * The fields of an authorization that is not discontinued, with what puts it into the indexes. Without a billing engine nobody
 * confirms, and the list of what is unconfirmed would only ever grow: nothing is added to it. What is missing there when an engine
 * comes is added by a walk over the table (`listUnconfirmed` in `backfill.ts`).
 */
export function listedFields(
  authorization: Authorization,
  seen: Seen,
  { billingEngine }: Pick<TrackerSettings, "billingEngine">,
): object {
  return {
    ...authorization,
    ...expiringKeys(authorization),
    ...(billingEngine && unconfirmedKeys(authorization)),
    [attributes.listed]: listedOf(authorization, seen),
  };
}

/** What puts an authorization without the C into the list of those. */
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
 * Belongs in the transaction that changes an authorization. The day on which it expired before stays listed, so that whoever reads
 * a report meanwhile does not miss it (`domain/moved-expiration.ts`).
 */
export function movedFrom(previous: Authorization | undefined, moved: Authorization): Write[] {
  if (previous === undefined || previous.expirationDate === moved.expirationDate) return [];
  const { clientId, authorizationId, updatedAt } = moved;
  const at = (expirationDate: string) => movedFromKey(clientId, expirationDate, authorizationId);
  const expiry = Math.floor(Date.parse(updatedAt) / 1000) + leftPlaceSeconds;
  return [
    put(at(previous.expirationDate), "movedFrom", { ...expiringKeys(previous), [attributes.timeToLive]: expiry }),
    // It may be there again: no place holds two entries.
    remove(at(moved.expirationDate)),
  ];
}

/** What one transaction of DynamoDB takes. */
const mostWrites = 100;

/**
 * Commits writes that change a client, its audit among them, with all that its authorizations are listed by. Every change of a
 * client's data names the head of its audit as it was read, and so did these: nobody who changes a name misses an authorization
 * that has just been added, and nobody adds one under a name that has just changed.
 *
 * A client with so many authorizations to list anew that one transaction can't take them has the rest done before: should that
 * end half-way, they are listed by what was about to be stored until the change is made again.
 */
export async function commitRelisted(
  table: OpenedTable,
  writes: readonly Write[],
  record: ClientRecord | undefined,
  client: Client,
): Promise<void> {
  const relisted = record === undefined ? [] : relistings(record, client);
  const early = Math.max(0, relisted.length - (mostWrites - writes.length));
  for (let first = 0; record !== undefined && first < early; first += mostWrites - 1) {
    const part = relisted.slice(first, Math.min(early, first + mostWrites - 1));
    const head = requireVersion(auditHeadKey(record.client.clientId), record.auditHead.version, outrun);
    await commit(table, [head, ...part]);
  }
  await commit(table, [...writes, ...relisted.slice(early)]);
}

function relistings(record: ClientRecord, client: Client): Write[] {
  return [...record.authorizations.values()].flatMap((authorization) => {
    const is = listedOf(authorization, { ...record, client });
    if (JSON.stringify(is) === JSON.stringify(listedOf(authorization, record))) return [];
    const { clientId, authorizationId, version } = authorization;
    return [setAttribute(authorizationKey(clientId, authorizationId), attributes.listed, is, version, outrun)];
  });
}
