import type { AuditEntry } from "../domain/audit.ts";
import type { AuditHead } from "../domain/audit-chain.ts";
import type { Authorization } from "../domain/authorization.ts";
import type { TrackerSettings } from "../domain/status.ts";
import type { AuthorizationBalance } from "../domain/usage.ts";
import { auditOfClient } from "./audit.ts";
import { awaiting } from "./awaited-caps.ts";
import { requireEntry } from "./catalog.ts";
import { type ClientRecord, insuranceIn } from "./client-record.ts";
import { ChangedMeanwhile } from "./failures.ts";
import {
  authorizationKey,
  authorizationReferenceKey,
  balanceKey,
  discontinuedBalanceKey,
  discontinuedKey,
  historyEntryKey,
  insuranceKey,
  insuranceUseKey,
} from "./keys.ts";
import { listedFields, movedFrom } from "./listing.ts";
import { commit, type OpenedTable, type Write } from "./opened-table.ts";
import { outboxEntry, type UnsentEvent } from "./outbox.ts";
import { movedRunningLow } from "./running-low.ts";
import {
  addToCount,
  create,
  createOrReplace,
  put,
  remove,
  removeVersion,
  replace,
  requireAbsent,
  requireVersion,
} from "./writes.ts";

const outrun = () => new ChangedMeanwhile();

/** Adds or changes an authorization of the client as it was read, under an insurance as it was read. */
export async function saveAuthorization(
  table: OpenedTable,
  change: {
    previous: Authorization | undefined;
    authorization: Authorization;
    record: ClientRecord;
    settings: Pick<TrackerSettings, "billingEngine">;
    audit: AuditEntry;
    /** What must be done once with it, at the head of the transaction: a first reply on record, the result of a copy. */
    once?: readonly Write[];
    /** Its procedure is named by something that stays. A check of one item by many at once would hold them all up. */
    isNamedBesides?: boolean;
  },
): Promise<void> {
  const { previous, authorization, record, once = [], isNamedBesides = false } = change;
  const { clientId, authorizationId, insuranceId } = authorization;
  const balance = record.balances.get(authorizationId);
  await commit(table, [
    ...once,
    createOrReplace(
      authorizationKey(clientId, authorizationId),
      "authorization",
      listedFields(authorization, record, change.settings),
      previous?.version ?? 0,
      outrun,
    ),
    requireVersion(insuranceKey(clientId, insuranceId), insuranceIn(record, insuranceId).version, outrun),
    ...movedCount(previous, authorization),
    ...movedReference(previous, authorization, isNamedBesides),
    ...movedFrom(previous, authorization),
    ...movedRunningLow(previous && { authorization: previous, balance }, { authorization, balance }),
    ...auditOfClient(clientId, record.auditHead, change.audit),
  ]);
}

/**
 * Each insurance knows how many authorizations it has, and how many it had that were confirmed: billing may have caps of them under
 * it, or get them yet, until they are confirmed under another.
 */
function movedCount(previous: Authorization | undefined, { clientId, insuranceId }: Authorization): Write[] {
  if (previous?.insuranceId === insuranceId) return [];
  const counted = (id: string, by: number) => addToCount(insuranceUseKey(clientId, id), "insuranceUse", by);
  const leaves = previous !== undefined && previous.confirmation === undefined;
  return [counted(insuranceId, 1), ...(leaves ? [counted(previous.insuranceId, -1)] : [])];
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

/** Nothing is confirmed without one. */
const hasEngine = { billingEngine: true };

/** Stores a confirmation with the event that tells billing, and that its cap is awaited: all or nothing. */
export async function storeConfirmation(
  table: OpenedTable,
  confirm: {
    authorization: Authorization;
    previousVersion: number;
    record: ClientRecord;
    event: UnsentEvent;
    audit: AuditEntry;
  },
): Promise<void> {
  const { authorization, record } = confirm;
  const { clientId, authorizationId } = authorization;
  const at = authorizationKey(clientId, authorizationId);
  await commit(table, [
    replace(at, "authorization", listedFields(authorization, record, hasEngine), confirm.previousVersion, outrun),
    outboxEntry(confirm.event),
    awaiting({ clientId, authorizationId, version: confirm.previousVersion, toldAt: confirm.event.occurredAt }),
    ...auditOfClient(clientId, record.auditHead, confirm.audit),
  ]);
}

/** Moves an authorization with its balance to the history, with the event that tells billing, if it ever heard of it. */
export async function storeDiscontinued(
  table: OpenedTable,
  change: {
    previous: Authorization;
    authorization: Authorization;
    balance: AuthorizationBalance | undefined;
    event: UnsentEvent | null;
    audit: AuditEntry;
    auditHead: AuditHead;
  },
): Promise<void> {
  const { previous, authorization, balance, event } = change;
  const { clientId, authorizationId, expirationDate } = authorization;
  const balanceAt = balanceKey(clientId, authorizationId);
  await commit(table, [
    removeVersion(authorizationKey(clientId, authorizationId), previous.version, outrun),
    create(discontinuedKey(clientId, authorizationId), "authorization", authorization, outrun),
    put(historyEntryKey(clientId, expirationDate, authorizationId), "historyEntry", {
      authorizationId,
      expirationDate,
    }),
    ...(balance === undefined
      ? [requireAbsent(balanceAt, outrun)]
      : [
          removeVersion(balanceAt, balance.version, outrun),
          create(discontinuedBalanceKey(clientId, authorizationId), "balance", balance, outrun),
        ]),
    ...movedRunningLow({ authorization: previous, balance }, undefined),
    ...(event === null
      ? []
      : [
          outboxEntry(event),
          awaiting({ clientId, authorizationId, version: authorization.version, toldAt: event.occurredAt }),
        ]),
    ...auditOfClient(clientId, change.auditHead, change.audit),
  ]);
}
