import type { AuditEntry } from "../domain/audit.ts";
import type { Authorization } from "../domain/authorization.ts";
import type { ClientRecord } from "../domain/client-record.ts";
import type { TrackerSettings } from "../domain/status.ts";
import { awaiting } from "./awaited-caps.ts";
import { requireEntry } from "./catalog.ts";
import { changeClient } from "./client-changes.ts";
import {
  authorizationKey,
  authorizationReferenceKey,
  balanceKey,
  discontinuedBalanceKey,
  discontinuedKey,
  historyEntryKey,
} from "./keys.ts";
import { movedFrom, withIndexKeys } from "./listing.ts";
import type { OpenedTable, Write } from "./opened-table.ts";
import type { UnsentEvent } from "./outbox.ts";
import { lowEntryWrites } from "./running-low.ts";
import { put, remove } from "./writes.ts";

/** Adds, changes or confirms an authorization of the client. */
export async function saveAuthorization(
  table: OpenedTable,
  change: {
    previous: Authorization | undefined;
    authorization: Authorization;
    record: ClientRecord;
    settings: Pick<TrackerSettings, "billingEngine">;
    audit: AuditEntry;
    /** Tells billing of a confirmation, whose cap is awaited from then on. */
    event?: UnsentEvent;
    /** The first reply to a request, or the result of a copy. */
    once?: readonly Write[];
    /** Something that stays names the procedure already. Checking one item in many transactions at once would delay them all. */
    isNamedBesides?: boolean;
  },
): Promise<void> {
  const { previous, authorization, record, event, once, isNamedBesides = false } = change;
  const { clientId, authorizationId } = authorization;
  const fields = withIndexKeys(authorization, record, change.settings);
  const balance = record.balances.get(authorizationId);
  const left = movedFrom(previous, authorization);
  await changeClient(table, record, {
    once,
    puts: [{ key: authorizationKey(clientId, authorizationId), kind: "authorization", fields }, ...left.puts],
    removes: left.removes,
    also: [
      ...movedReference(previous, authorization, isNamedBesides),
      ...lowEntryWrites(previous && { authorization: previous, balance }, { authorization, balance }),
      ...awaitedCap(authorization, authorization.confirmation?.confirmedVersion, event),
    ],
    events: event === undefined ? [] : [event],
    audit: [change.audit],
  });
}

function movedReference(
  previous: Authorization | undefined,
  authorization: Authorization,
  isNamedBesides: boolean,
): Write[] {
  const { clientId, authorizationId, procedure } = authorization;
  const is = authorizationReferenceKey(procedure, authorizationId);
  const was = previous && authorizationReferenceKey(previous.procedure, authorizationId);
  if (was?.PK === is.PK) return [];
  return [
    ...(isNamedBesides ? [] : [requireEntry(procedure)]),
    ...(was === undefined ? [] : [remove(was)]),
    put(is, "reference", { clientId, authorizationId }),
  ];
}

function awaitedCap({ clientId, authorizationId }: Authorization, version = 0, event?: UnsentEvent): Write[] {
  return event === undefined ? [] : [awaiting({ clientId, authorizationId, version, toldAt: event.occurredAt })];
}

/** Moves an authorization and its balance to the history, with the event for billing if it was ever confirmed. */
export async function storeDiscontinued(
  table: OpenedTable,
  change: {
    previous: Authorization;
    authorization: Authorization;
    record: ClientRecord;
    event: UnsentEvent | undefined;
    audit: AuditEntry;
  },
): Promise<void> {
  const { previous, authorization, record, event, audit } = change;
  const { clientId, authorizationId, expirationDate, version } = authorization;
  const balance = record.balances.get(authorizationId);
  const placeInHistory = { authorizationId, expirationDate };
  await changeClient(table, record, {
    puts: [
      { key: discontinuedKey(clientId, authorizationId), kind: "authorization", fields: authorization },
      { key: historyEntryKey(clientId, expirationDate, authorizationId), kind: "historyEntry", fields: placeInHistory },
      ...(balance === undefined
        ? []
        : [{ key: discontinuedBalanceKey(clientId, authorizationId), kind: "balance", fields: balance }]),
    ],
    removes: [
      authorizationKey(clientId, authorizationId),
      ...(balance === undefined ? [] : [balanceKey(clientId, authorizationId)]),
    ],
    also: [
      ...lowEntryWrites({ authorization: previous, balance }, undefined),
      ...awaitedCap(authorization, version, event),
    ],
    events: event === undefined ? [] : [event],
    audit: [audit],
  });
}
