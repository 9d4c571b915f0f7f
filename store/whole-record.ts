import { DomainError } from "../domain/domain-error.ts";
import { readClient } from "./clients.ts";
import type { StoredItem } from "./failures.ts";
import { fieldsBeside } from "./items.ts";
import {
  accessPartition,
  authorizationPrefix,
  clientAuditPartition,
  clientPartition,
  disclosurePartition,
  discontinuedPrefix,
  historyPartition,
  servicesPartition,
  usagePartition,
} from "./keys.ts";
import { type OpenedTable, queryAll, queryPage } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { table as attributes } from "./table.ts";

/** Say where other items are and what they are sorted by, and nothing that these do not. */
const pointers: ReadonlySet<unknown> = new Set(["auditOfAuthorization", "historyEntry", "movedFrom", "uncovered"]);

export interface RecordPage {
  readonly limit: number;
  /** Where the page before ended. */
  readonly after: string | undefined;
}

/** One thing that is stored of a client, as it is stored. */
interface StoredRow {
  readonly kind: string;
  readonly id: string;
  readonly fields: Record<string, unknown>;
}

/**
 * A page of everything that is stored of a client, partition after partition. Throws NOT_FOUND when there is no such client. Items are
 * shown as they are stored, so that one that no schema fits any more is not missing.
 */
export async function readRecordPage(
  table: OpenedTable,
  clientId: string,
  { limit, after }: RecordPage,
): Promise<{ rows: StoredRow[]; next: string | null }> {
  if ((await readClient(table, clientId)) === undefined)
    throw new DomainError("NOT_FOUND", `There is no client ${clientId}.`);
  const [reached, place] = after === undefined ? [] : partsOf(after);
  const partitions = await partitionsOf(table, clientId);
  const rows: StoredRow[] = [];
  let start = place;
  for (const partition of partitions.slice(Math.max(0, partitions.indexOf(reached ?? "")))) {
    if (rows.length >= limit) return { rows, next: placeAfter(partition) };
    const { items, lastKey } = await queryPage(table, {
      ...inPartition(partition),
      Limit: limit - rows.length,
      ExclusiveStartKey: start ? { [attributes.partitionKey]: partition, [attributes.sortKey]: start } : undefined,
    });
    start = undefined;
    rows.push(...items.filter(({ kind }) => !pointers.has(kind)).map(rowOf));
    if (lastKey !== undefined) return { rows, next: placeAfter(partition, String(lastKey[attributes.sortKey])) };
  }
  return { rows, next: null };
}

/** In a partition, behind an item or before all of them. Ids have no spaces: the first one ends the partition. */
const placeAfter = (partition: string, sort = "") => `${partition} ${sort}`;

function partsOf(place: string): [partition: string, sort: string] {
  const end = place.indexOf(" ");
  return [place.slice(0, end), place.slice(end + 1)];
}

/** Everything that is a client's, in the order in which it is shown. */
async function partitionsOf(table: OpenedTable, clientId: string): Promise<string[]> {
  const ids = await authorizationIdsOf(table, clientId);
  return [
    clientPartition(clientId),
    disclosurePartition(clientId),
    historyPartition(clientId),
    servicesPartition(clientId),
    ...ids.map(usagePartition),
    clientAuditPartition(clientId),
    accessPartition(clientId),
  ];
}

/** Of all authorizations of a client that there are, discontinued or not, in order. */
async function authorizationIdsOf(table: OpenedTable, clientId: string): Promise<string[]> {
  const keysOf = async (partition: string, prefix: string) => {
    const query = inPartition(partition, { prefix });
    const items = await queryAll(table, { ...query, ProjectionExpression: "#sk" });
    return items.map((item) => String(item[attributes.sortKey]).slice(prefix.length));
  };
  const [open, discontinued] = await Promise.all([
    keysOf(clientPartition(clientId), authorizationPrefix),
    keysOf(historyPartition(clientId), discontinuedPrefix),
  ]);
  return [...new Set([...open, ...discontinued])].sort();
}

function rowOf(stored: StoredItem): StoredRow {
  const fields = Object.entries(fieldsBeside(stored)).map(([name, value]) => [
    name,
    value instanceof Set ? [...value].sort() : value,
  ]);
  const id = `${stored[attributes.partitionKey]}/${stored[attributes.sortKey]}`;
  return { kind: String(stored.kind), id, fields: Object.fromEntries(fields) };
}
