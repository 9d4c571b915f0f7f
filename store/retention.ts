import * as z from "zod/mini";
import { AuditEntry } from "../domain/audit.ts";
import type { CalendarDate, Instant } from "../domain/calendar.ts";
import { DueClient, isPast, lastDateOf, RetentionPass } from "../domain/retention.ts";
import { fieldsOf } from "./items.ts";
import {
  byExpirationPrefix,
  clientAuditKey,
  clientAuditPartition,
  deletingPrefix,
  disclosurePartition,
  dueKey,
  duePrefix,
  historyPartition,
  retentionPartition,
  retentionPassKey,
  servicePrefix,
  servicesPartition,
} from "./keys.ts";
import { commit, deleteItem, getItem, type OpenedTable, queryAll, queryPage } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { put } from "./writes.ts";

/** Whose record is due, in the order of their ids, from after `afterClientId` on. */
export async function readDueClients(
  table: OpenedTable,
  { limit, afterClientId }: { readonly limit: number; readonly afterClientId: string | undefined },
): Promise<{ clients: DueClient[]; lastClientId: string | null }> {
  const { items, lastKey } = await queryPage(table, {
    ...inPartition(retentionPartition, { prefix: duePrefix }),
    Limit: limit,
    ExclusiveStartKey: afterClientId === undefined ? undefined : { ...dueKey(afterClientId) },
  });
  const clients = items.map((stored) => fieldsOf(stored, DueClient));
  return { clients, lastClientId: lastKey === undefined ? null : (clients.at(-1)?.clientId ?? null) };
}

export async function readAllDueClients(table: OpenedTable): Promise<DueClient[]> {
  const items = await queryAll(table, inPartition(retentionPartition, { prefix: duePrefix }));
  return items.map((stored) => fieldsOf(stored, DueClient));
}

export const listDue = (table: OpenedTable, due: DueClient): Promise<void> =>
  commit(table, [put(dueKey(due.clientId), "dueClient", due)]);

export const unlistDue = (table: OpenedTable, clientId: string): Promise<void> => deleteItem(table, dueKey(clientId));

const DeletingClient = z.strictObject({ clientId: z.string() });

/** Whose deletion was begun and has not come to its end. */
export async function readClientsBeingDeleted(table: OpenedTable): Promise<string[]> {
  const items = await queryAll(table, inPartition(retentionPartition, { prefix: deletingPrefix }));
  return items.map((stored) => fieldsOf(stored, DeletingClient).clientId);
}

export async function readRetentionPass(table: OpenedTable): Promise<RetentionPass | undefined> {
  const stored = await getItem(table, retentionPassKey);
  return stored === undefined ? undefined : fieldsOf(stored, RetentionPass);
}

export const saveRetentionPass = (table: OpenedTable, pass: RetentionPass): Promise<void> =>
  commit(table, [put(retentionPassKey, "retentionPass", pass)]);

/** How a record's age is counted. */
export interface Age {
  readonly years: number;
  readonly today: CalendarDate;
  readonly dayOf: (at: Instant) => CalendarDate;
}

/**
 * The last day of a client's record, if it is past; undefined while it has to be kept. What changed last is looked at first: it tells
 * enough of nearly all.
 */
export async function readPastDate(table: OpenedTable, clientId: string, age: Age): Promise<CalendarDate | undefined> {
  const { years, today, dayOf } = age;
  const newest = await readChanges(table, clientId, 1);
  const none = { expirationDates: [], serviceDates: [], disclosureDates: [] };
  const changedOn = lastDateOf({ ...none, changes: newest }, dayOf);
  if (changedOn === undefined || !isPast(changedOn, years, today)) return undefined;
  const [changes, expirationDates, serviceDates, disclosureDates] = await Promise.all([
    // Those of a billing engine may tell of moments in any order.
    readChanges(table, clientId),
    readDates(table, historyPartition(clientId), byExpirationPrefix, "expirationDate"),
    readDates(table, servicesPartition(clientId), servicePrefix, "serviceDate"),
    readDates(table, disclosurePartition(clientId), "", "disclosedOn"),
  ]);
  const lastDate = lastDateOf({ expirationDates, serviceDates, disclosureDates, changes }, dayOf);
  return lastDate !== undefined && isPast(lastDate, years, today) ? lastDate : undefined;
}

const Change = z.pick(AuditEntry, { at: true });

/** Changes of a client, newest first: the newest so many, or all. */
async function readChanges(table: OpenedTable, clientId: string, limit?: number) {
  const query = {
    ...inPartition(clientAuditPartition(clientId), {
      first: clientAuditKey(clientId, 0).SK,
      last: clientAuditKey(clientId, Number.MAX_SAFE_INTEGER).SK,
    }),
    ScanIndexForward: false,
  };
  const items =
    limit === undefined ? await queryAll(table, query) : (await queryPage(table, { ...query, Limit: limit })).items;
  return items.map(({ at }) => Change.parse({ at }));
}

/** A date of every item of a partition whose sort key begins so. */
async function readDates(table: OpenedTable, partition: string, prefix: string, field: string): Promise<string[]> {
  const items = await queryAll(table, inPartition(partition, prefix === "" ? undefined : { prefix }));
  return items.map((stored) => z.string().parse(stored[field]));
}
