import type { AuditEntry } from "../domain/audit.ts";
import { Client, type Search, searchTerms } from "../domain/client.ts";
import type { ClientRecord } from "../domain/client-record.ts";
import { DomainError } from "../domain/domain-error.ts";
import type { UnreadableItem } from "../domain/unreadable.ts";
import { auditHeadOf } from "./audit.ts";
import type { BlindIndex } from "./blind-index.ts";
import { changeClient } from "./client-changes.ts";
import type { StoredItem } from "./failures.ts";
import { fieldsOf, readableOf } from "./items.ts";
import { clientKey, deletedClientKey, searchKey, searchPartition } from "./keys.ts";
import { relisted } from "./listing.ts";
import { getItem, getItems, type OpenedTable, queryPage } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { table as attributes } from "./table.ts";
import { put, remove, requireAbsent } from "./writes.ts";

export async function readClient(table: OpenedTable, clientId: string): Promise<Client | undefined> {
  const stored = await getItem(table, clientKey(clientId));
  return stored === undefined ? undefined : fieldsOf(stored, Client);
}

/** What one transaction of DynamoDB takes. */
const mostWrites = 100;

/**
 * Stores a client with its search entries (new ones added, outdated ones removed) and the index entries of its authorizations.
 * `record` is the client as it was read; undefined: it is new. If one transaction can't take all authorizations, the others are
 * stored before: if that is cut off, their index entries are ahead of the client until the change is made again.
 */
export async function saveClient(
  table: OpenedTable,
  blindIndex: BlindIndex,
  change: { record: ClientRecord | undefined; client: Client; audit: AuditEntry },
): Promise<void> {
  const { record, client, audit } = change;
  const { clientId } = client;
  const was = record === undefined ? new Set<string>() : searchTerms(record.client);
  const is = searchTerms(client);
  const entry = (term: string) => searchKey(blindIndex("client", term), clientId);
  const also = [
    ...[...is.difference(was)].map((term) => put(entry(term), "searchEntry", { clientId })),
    ...[...was.difference(is)].map((term) => remove(entry(term))),
  ];
  let revision = record?.revision ?? { clientId, auditHead: auditHeadOf(clientId, undefined) };
  let sets = record === undefined ? [] : relisted(record, client);
  // Three are the audit's head, its entry and the client.
  while (sets.length > mostWrites - 3 - also.length) {
    revision = await changeClient(table, { revision }, { sets: sets.slice(0, mostWrites - 1) });
    sets = sets.slice(mostWrites - 1);
  }
  const puts = [{ key: clientKey(clientId), kind: "client", fields: client }];
  const once = record === undefined ? [requireAbsent(deletedClientKey(clientId), () => wasDeleted(clientId))] : [];
  await changeClient(table, { revision }, { once, puts, sets, also, audit: [audit] });
}

const wasDeleted = (clientId: string) =>
  new DomainError("CLIENT_DELETED", `The client ${clientId} was deleted, and no other gets this id.`);

/** The client of a search entry, by its key: the entry has nothing else to tell. */
const clientIdIn = (stored: StoredItem) => String(stored[attributes.sortKey]).slice(searchKey("", "").SK.length);

/** A page may be short before the end: a search that few entries match must not read on for ever. */
const mostRounds = 10;

/** A page of the clients that a search means, from after `afterClientId` on, in the order of their ids. */
export async function findClients(
  table: OpenedTable,
  blindIndex: BlindIndex,
  query: { search: Search; limit: number; afterClientId: string | undefined },
): Promise<{ clients: Client[]; unreadable: UnreadableItem[]; lastClientId: string | null }> {
  const blindTerm = blindIndex("client", query.search.term);
  const clients: Client[] = [];
  const unreadable: UnreadableItem[] = [];
  let after = query.afterClientId;
  for (let round = 0; round < mostRounds && clients.length < query.limit; round++) {
    const { items, lastKey } = await queryPage(table, {
      ...inPartition(searchPartition(blindTerm)),
      ExclusiveStartKey: after === undefined ? undefined : { ...searchKey(blindTerm, after) },
      Limit: query.limit - clients.length,
    });
    const ids = items.map(clientIdIn);
    const found = await readClients(table, ids);
    clients.push(...found.clients.filter(query.search.matches));
    unreadable.push(...found.unreadable);
    if (lastKey === undefined) return { clients, unreadable, lastClientId: null };
    after = ids.at(-1) ?? after;
  }
  return { clients, unreadable, lastClientId: after ?? null };
}

/** The ids of all clients in their order, from after one on: at most `limit`, fewer only at the end. */
export async function readClientIds(
  table: OpenedTable,
  blindIndex: BlindIndex,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<string[]> {
  const everybody = blindIndex("client", "");
  const { items } = await queryPage(table, {
    ...inPartition(searchPartition(everybody)),
    ExclusiveStartKey: after === undefined ? undefined : { ...searchKey(everybody, after) },
    Limit: limit,
  });
  return items.map(clientIdIn);
}

async function readClients(table: OpenedTable, clientIds: readonly string[]) {
  const { read, unreadable } = readableOf(await getItems(table, clientIds.map(clientKey)), Client);
  const found = new Map(read.map((client) => [client.clientId, client]));
  return { clients: clientIds.flatMap((clientId) => found.get(clientId) ?? []), unreadable };
}
