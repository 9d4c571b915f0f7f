import type { AuditEntry } from "../domain/audit.ts";
import type { Authorization } from "../domain/authorization.ts";
import type { ClientRecord } from "../domain/client-record.ts";
import type { TrackerSettings } from "../domain/status.ts";
import { awaiting } from "./awaited-caps.ts";
import { requireEntry } from "./catalog.ts";
import { type ClientItem, changeClient } from "./client-changes.ts";
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

/** Adds or changes an authorization of the client. */
export async function saveAuthorization(
  table: OpenedTable,
  change: {
    previous: Authorization | undefined;
    authorization: Authorization;
    record: ClientRecord;
    settings: Pick<TrackerSettings, "billingEngine">;
    audit: AuditEntry;
    /** The first reply to a request, or the result of a copy. */
    once?: readonly Write[];
    /** Something that stays names the procedure already. Checking one item in many transactions at once would delay them all. */
    isNamedBesides?: boolean;
  },
): Promise<void> {
  const { previous, authorization, record, once, isNamedBesides = false } = change;
  const balance = record.balances.get(authorization.authorizationId);
  const left = movedFrom(previous, authorization);
  await changeClient(table, record, {
    once,
    puts: [currentItem(authorization, record, change.settings), ...left.puts],
    removes: left.removes,
    also: [
      ...movedReference(previous, authorization, isNamedBesides),
      ...lowEntryWrites(previous && { authorization: previous, balance }, { authorization, balance }),
    ],
    audit: [change.audit],
  });
}

function currentItem(
  authorization: Authorization,
  record: ClientRecord,
  settings: Pick<TrackerSettings, "billingEngine">,
): ClientItem {
  const { clientId, authorizationId } = authorization;
  const fields = withIndexKeys(authorization, record, settings);
  return { key: authorizationKey(clientId, authorizationId), kind: "authorization", fields };
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

/** Only an agency with a billing engine confirms. */
const hasEngine = { billingEngine: true };

/** Stores a confirmation with the event for billing, and that its cap is awaited. */
export async function storeConfirmation(
  table: OpenedTable,
  confirm: {
    authorization: Authorization;
    confirmedVersion: number;
    record: ClientRecord;
    event: UnsentEvent;
    audit: AuditEntry;
  },
): Promise<void> {
  const { authorization, confirmedVersion: version, record, event, audit } = confirm;
  const { clientId, authorizationId } = authorization;
  await changeClient(table, record, {
    puts: [currentItem(authorization, record, hasEngine)],
    also: [awaiting({ clientId, authorizationId, version, toldAt: event.occurredAt })],
    events: [event],
    audit: [audit],
  });
}

/** Moves an authorization and its balance to the history, with the event for billing if it was ever confirmed. */
export async function storeDiscontinued(
  table: OpenedTable,
  change: {
    previous: Authorization;
    authorization: Authorization;
    record: ClientRecord;
    event: UnsentEvent | null;
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
      ...(event === null ? [] : [awaiting({ clientId, authorizationId, version, toldAt: event.occurredAt })]),
    ],
    events: event === null ? [] : [event],
    audit: [audit],
  });
}
