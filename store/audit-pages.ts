import * as z from "zod/mini";
import {
  type AuditFault,
  type AuditHead,
  faultsOf,
  gapsOf,
  LinkedEntry,
  type ReadChain,
} from "../domain/audit-chain.ts";
import { Authorization } from "../domain/authorization.ts";
import { catalogOwner, readAuditHead, readCatalogHead, sha256 } from "./audit.ts";
import type { StoredItem } from "./failures.ts";
import { fieldsOf, readableOf, unreadableItem } from "./items.ts";
import {
  authorizationAuditKey,
  authorizationKey,
  catalogAuditKey,
  catalogAuditPartition,
  clientAuditKey,
  clientAuditPartition,
  discontinuedKey,
  type Key,
} from "./keys.ts";
import { getItems, type OpenedTable, queryAll, queryPage } from "./opened-table.ts";
import { inPartition } from "./partition.ts";

/** Where a page begins, and how many entries it has at most. */
interface AuditPageQuery {
  readonly limit: number;
  /** The newest sequence of the page; undefined: the newest of all. */
  readonly upTo: number | undefined;
}

export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly LinkedEntry[];
  /** Faults of this page's entries, missing ones included. */
  readonly faults: readonly AuditFault[];
  /** Where the next, older page begins. */
  readonly next: number | null;
}

/** Whose audit is read, and where it is. */
interface Chain {
  readonly ownerId: string;
  readonly partition: string;
  readonly keyOf: (sequence: number) => Key;
  readonly readHead: (table: OpenedTable) => Promise<AuditHead>;
}

const ofClient = (clientId: string): Chain => ({
  ownerId: clientId,
  partition: clientAuditPartition(clientId),
  keyOf: (sequence) => clientAuditKey(clientId, sequence),
  readHead: (table) => readAuditHead(table, clientId),
});

const ofCatalog: Chain = {
  ownerId: catalogOwner,
  partition: catalogAuditPartition,
  keyOf: catalogAuditKey,
  readHead: readCatalogHead,
};

export function readAuditOfCatalog(table: OpenedTable, asked: AuditPageQuery): Promise<AuditPage> {
  return readPage(table, ofCatalog, asked);
}

export function readAuditOfClient(table: OpenedTable, clientId: string, asked: AuditPageQuery): Promise<AuditPage> {
  return readPage(table, ofClient(clientId), asked);
}

/** A page is a range of sequences, so that a missing entry shows. It also reads the entry after it, and the head. */
async function readPage(table: OpenedTable, chain: Chain, asked: AuditPageQuery): Promise<AuditPage> {
  const newest = asked.upTo ?? (await newestSequence(table, chain));
  // Read after the newest entry: a head that is older than it was altered.
  const head = await chain.readHead(table);
  const last = asked.upTo ?? Math.max(newest, head.sequence);
  const first = Math.max(1, last - asked.limit + 1);
  const items = last === 0 ? [] : await queryAll(table, between(chain, first, last + 1));
  const { read, altered } = entriesIn(items);
  const sequences = Array.from({ length: last - first + 1 }, (_, index) => last - index);
  return {
    entries: read.filter(({ sequence }) => sequence <= last).toReversed(),
    faults: faultsIn(sequences, { ownerId: chain.ownerId, entries: read, head }, altered),
    next: first > 1 ? first - 1 : null,
  };
}

/** The newest part of a chain: the entry with a sequence, all that follow it, the head behind them, and their faults. */
export interface AuditTail {
  readonly entries: readonly LinkedEntry[];
  readonly head: AuditHead;
  readonly faults: readonly AuditFault[];
}

/** Of a client, or of the setup. Costs the head and what is read of entries. */
export async function readAuditTail(
  table: OpenedTable,
  owner: { readonly clientId: string } | "setup",
  from: number,
): Promise<AuditTail> {
  const chain = owner === "setup" ? ofCatalog : ofClient(owner.clientId);
  const head = await chain.readHead(table);
  // A head before that entry is a fault, of which the last entry that is left tells more.
  const first = Math.max(1, Math.min(from, head.sequence));
  const sequences = Array.from({ length: head.sequence - first + 1 }, (_, index) => first + index);
  const items = head.sequence === 0 ? [] : await queryAll(table, between(chain, first, head.sequence));
  const { read: entries, altered } = entriesIn(items);
  return { entries, head, faults: faultsIn(sequences, { ownerId: chain.ownerId, entries, head }, altered) };
}

/** An entry that does not even fit its schema was altered, and is told by its key. */
function entriesIn(items: readonly StoredItem[]) {
  const { read, unreadable } = readableOf(items, LinkedEntry);
  return { read, altered: new Set(unreadable.map(({ id }) => Number(id))) };
}

function faultsIn(sequences: readonly number[], chain: ReadChain, altered: ReadonlySet<number>): AuditFault[] {
  return faultsOf(sequences, chain, sha256).map((each) =>
    altered.has(each.sequence) ? { ...each, fault: "ALTERED" } : each,
  );
}

const sequenceIn = (stored: StoredItem) => Number(unreadableItem(stored).id);

async function newestSequence(table: OpenedTable, chain: Chain): Promise<number> {
  const { items } = await queryPage(table, {
    ...between(chain, 1, Number.MAX_SAFE_INTEGER),
    ScanIndexForward: false,
    Limit: 1,
  });
  const [newest] = items.map(sequenceIn);
  return newest ?? 0;
}

const between = ({ partition, keyOf }: Chain, first: number, last: number) =>
  inPartition(partition, { first: keyOf(first).SK, last: keyOf(last).SK });

const Pointer = z.strictObject({ sequence: z.int() });

/**
 * Found by their pointers, whether the authorization is discontinued or not. Costs its entries, and the entry after each, which
 * has its hash.
 */
export async function readAuditOfAuthorization(
  table: OpenedTable,
  clientId: string,
  authorizationId: string,
  { limit, upTo }: AuditPageQuery,
): Promise<AuditPage> {
  // Read before the entries, so that there can't be fewer of them.
  const version = await storedVersion(table, clientId, authorizationId);
  const pointerAt = (sequence: number) => authorizationAuditKey(clientId, authorizationId, sequence).SK;
  const { items } = await queryPage(table, {
    ...inPartition(clientAuditPartition(clientId), {
      first: pointerAt(1),
      last: pointerAt(upTo ?? Number.MAX_SAFE_INTEGER),
    }),
    ScanIndexForward: false,
    // One more, which shows whether there are older ones and whether they join this page.
    Limit: limit + 1,
  });
  const found = items.map((stored) => fieldsOf(stored, Pointer).sequence);
  const asked = new Set(found.flatMap((sequence) => [sequence, sequence + 1]));
  const stored = await getItems(
    table,
    [...asked].map((sequence) => clientAuditKey(clientId, sequence)),
  );
  const { read, altered } = entriesIn(stored);
  const head = await readAuditHead(table, clientId);
  const own = found.flatMap((sequence) => read.find((entry) => entry.sequence === sequence) ?? []);
  const sequences = found.slice(0, limit);
  const gaps = gapsOf(own, { newest: upTo === undefined ? version : undefined, complete: found.length <= limit });
  return {
    entries: own.filter(({ sequence }) => sequences.includes(sequence)),
    faults: [...faultsIn(sequences, { ownerId: clientId, entries: read, head }, altered), ...gaps],
    next: found[limit] ?? null,
  };
}

async function storedVersion(table: OpenedTable, clientId: string, authorizationId: string) {
  const [stored] = await getItems(table, [
    authorizationKey(clientId, authorizationId),
    discontinuedKey(clientId, authorizationId),
  ]);
  return stored === undefined ? undefined : fieldsOf(stored, Authorization).version;
}
