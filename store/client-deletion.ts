import type { AuditEntry } from "../domain/audit.ts";
import type { AuditHead } from "../domain/audit-chain.ts";
import { Authorization } from "../domain/authorization.ts";
import { searchTerms } from "../domain/client.ts";
import { ClientInsurance } from "../domain/client-insurance.ts";
import type { ClientRecord } from "../domain/client-record.ts";
import { auditOfCatalog } from "./audit.ts";
import type { BlindIndex } from "./blind-index.ts";
import { changeClient } from "./client-changes.ts";
import type { StoredItem } from "./failures.ts";
import { fieldsOf } from "./items.ts";
import {
  auditHeadKey,
  authorizationReferenceKey,
  awaitedKey,
  clientAuditPartition,
  clientKey,
  clientPartition,
  deletedClientKey,
  deletingKey,
  disclosurePartition,
  driftKey,
  dueKey,
  expiringAlertsKey,
  type FreeKey,
  historyPartition,
  insuranceReferenceKey,
  type Key,
  runningLowAlertsKey,
  runningLowKey,
  searchKey,
  servicesPartition,
  usagePartition,
} from "./keys.ts";
import { commit, type OpenedTable, queryAll } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { put, remove } from "./writes.ts";

/**
 * Begins the deletion of a client, which nothing takes back: in one transaction, under the client's revision, the client is gone for
 * everybody, a mark keeps its id from being used again, and the setup's audit says so. What is left is nobody's to see or to change,
 * and `deleteRest` takes it away.
 *
 * @throws ChangedMeanwhile when somebody has written of the client, or of the setup: nothing was written
 */
export async function beginDeletion(
  table: OpenedTable,
  blindIndex: BlindIndex,
  deletion: { record: ClientRecord; setupHead: AuditHead; audit: AuditEntry },
): Promise<void> {
  const { record, setupHead, audit } = deletion;
  const { clientId } = record.client;
  const mark = { clientId, deletedAt: audit.at };
  await changeClient(table, record, {
    removes: [clientKey(clientId)],
    also: [
      put(deletedClientKey(clientId), "deletedClient", mark),
      ...auditOfCatalog(setupHead, audit),
      ...[...searchTerms(record.client)].map((term) => remove(searchKey(blindIndex("client", term), clientId))),
      remove(dueKey(clientId)),
      put(deletingKey(clientId), "deletingClient", { clientId }),
    ],
  });
}

/**
 * Deletes what is left of a client whose deletion was begun. It may break off anywhere and be begun again: what tells where other items
 * are goes after them, the audit last, and the entry that makes the job come back with the very last of it. Accesses stay: they are
 * documentation of its own, and end by themselves.
 */
export async function deleteRest(table: OpenedTable, clientId: string): Promise<void> {
  const [own, history] = await Promise.all([
    queryAll(table, inPartition(clientPartition(clientId))),
    queryAll(table, inPartition(historyPartition(clientId))),
  ]);
  const stored = [...own, ...history];
  for (const authorization of ofKind(stored, "authorization"))
    await deleteOfAuthorization(table, fieldsOf(authorization, Authorization));
  const insurances = ofKind(stored, "insurance").map((item) => fieldsOf(item, ClientInsurance));
  await deleteAll(
    table,
    insurances.map(({ payerId, insuranceId }) => insuranceReferenceKey(payerId, insuranceId)),
  );
  for (const partition of [servicesPartition(clientId), disclosurePartition(clientId)])
    await deleteAll(table, await keysIn(table, partition));
  const staying = new Set([deletedClientKey(clientId).SK, auditHeadKey(clientId).SK]);
  await deleteAll(table, [...history, ...own.filter(({ SK }) => !staying.has(String(SK)))].map(keyOf));
  await deleteAll(table, await keysIn(table, clientAuditPartition(clientId)));
  await deleteAll(table, [auditHeadKey(clientId), deletingKey(clientId)]);
}

const ofKind = (items: readonly StoredItem[], kind: string) => items.filter((stored) => stored.kind === kind);

/** What is stored of an authorization outside of its client. */
async function deleteOfAuthorization(table: OpenedTable, { clientId, authorizationId, procedure }: Authorization) {
  await deleteAll(table, await keysIn(table, usagePartition(authorizationId)));
  await deleteAll(table, [
    authorizationReferenceKey(procedure, authorizationId),
    expiringAlertsKey(authorizationId),
    runningLowAlertsKey(authorizationId),
    runningLowKey(clientId, authorizationId),
    awaitedKey(clientId, authorizationId),
    driftKey(clientId, authorizationId),
  ]);
}

async function keysIn(table: OpenedTable, partition: string): Promise<Key[]> {
  const query = inPartition(partition);
  const keys = { "#pk": "PK", "#sk": "SK" };
  const items = await queryAll(table, {
    ...query,
    ProjectionExpression: "#pk, #sk",
    ExpressionAttributeNames: { ...query.ExpressionAttributeNames, ...keys },
  });
  return items.map(keyOf);
}

const keyOf = ({ PK, SK }: StoredItem): Key => ({ PK: String(PK), SK: String(SK) });

/** What one transaction takes. */
const mostWrites = 100;

async function deleteAll(table: OpenedTable, keys: readonly Key[]): Promise<void> {
  for (let first = 0; first < keys.length; first += mostWrites)
    await commit(
      table,
      // Of a client that nobody can write of any more.
      keys.slice(first, first + mostWrites).map((key) => remove(key as FreeKey)),
    );
}
