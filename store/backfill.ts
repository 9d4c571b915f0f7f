import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { Backfill } from "../domain/backfill.ts";
import { ChangedMeanwhile, type StoredItem } from "./failures.ts";
import { fieldsBeside, fieldsOf } from "./items.ts";
import { backfillKey, backfillPartition, type Key } from "./keys.ts";
import { currentSchema, type Fields, inCurrentLayout } from "./migrations.ts";
import { commit, getItem, type OpenedTable, queryAll } from "./opened-table.ts";
import { untilAnswered } from "./patience.ts";
import { table as attributes } from "./table.ts";
import { createOrReplace, setLayout } from "./writes.ts";

const outrun = () => new ChangedMeanwhile();

export async function readBackfill(table: OpenedTable, migration: string): Promise<Backfill | undefined> {
  const stored = await getItem(table, backfillKey(migration));
  return stored === undefined ? undefined : fieldsOf(stored, Backfill);
}

/** Every one there ever was: a few. */
export async function readBackfills(table: OpenedTable): Promise<Backfill[]> {
  const items = await queryAll(table, {
    KeyConditionExpression: "#pk = :pk",
    ExpressionAttributeNames: { "#pk": attributes.partitionKey },
    ExpressionAttributeValues: { ":pk": backfillPartition },
  });
  return items.map((stored) => fieldsOf(stored, Backfill));
}

/** Throws ChangedMeanwhile when another run has it. */
export async function saveBackfill(table: OpenedTable, backfill: Backfill): Promise<void> {
  const at = backfillKey(backfill.migration);
  await commit(table, [createOrReplace(at, "backfill", backfill, backfill.version - 1, outrun)]);
}

/** Where a walk over the table goes on: the key of the last item that was looked at. */
export type Position = NonNullable<Backfill["position"]>;

export interface OutdatedPage {
  readonly keys: readonly Key[];
  /** Items of any kind that were looked at. */
  readonly examined: number;
  /** Null at the end of the table. */
  readonly position: Position | null;
}

/**
 * The keys of items of a kind that are not in today's layout, in a page of the table: the only Scan there is. No partition and no
 * index holds every item of a kind, and a list of them for the sake of a migration would cost every write something. It runs for
 * `functions/backfill` alone, whose role alone may scan, at a pace.
 */
export async function readOutdated(
  table: OpenedTable,
  kind: string,
  page: { readonly limit: number; readonly after: Position | undefined },
): Promise<OutdatedPage> {
  const {
    Items = [],
    ScannedCount = 0,
    LastEvaluatedKey,
  } = await untilAnswered(table, () =>
    table.client.send(
      new ScanCommand({
        TableName: table.name,
        ConsistentRead: true,
        Limit: page.limit,
        ExclusiveStartKey: page.after,
        FilterExpression: "#kind = :kind AND (attribute_not_exists(#schema) OR #schema < :current)",
        ProjectionExpression: "#pk, #sk",
        ExpressionAttributeNames: {
          "#pk": attributes.partitionKey,
          "#sk": attributes.sortKey,
          "#kind": "kind",
          "#schema": "schema",
        },
        ExpressionAttributeValues: { ":kind": kind, ":current": currentSchema(kind) },
      }),
    ),
  );
  return { keys: Items as Key[], examined: ScannedCount, position: (LastEvaluatedKey as Position | undefined) ?? null };
}

/**
 * Brings one item into today's layout, unless it is; answers whether it did. Holds to the item as it was read: throws
 * ChangedMeanwhile when somebody has written it since. Its version stays: nothing of what it says has changed, and a user's
 * edit that was decided on it goes through.
 */
export async function migrateItem(table: OpenedTable, at: Key): Promise<boolean> {
  const stored = await getItem(table, at);
  if (stored === undefined) return false;
  const kind = String(stored["kind"]);
  const schema = currentSchema(kind);
  const storedSchema = schemaOf(stored);
  if (storedSchema >= schema) return false;
  const fields = fieldsBeside(stored);
  const migrated = inCurrentLayout(kind, storedSchema, fields);
  await commit(table, [
    setLayout(at, { schema, changed: changedFields(fields, migrated), of: stored as StoredLayout }, outrun),
  ]);
  return true;
}

interface StoredLayout {
  readonly schema?: number;
  readonly version?: number;
}

const schemaOf = (stored: StoredItem) => Number(stored["schema"] ?? 1);

/** What a migration adds or rewrites. It takes nothing away. */
function changedFields(before: Fields, after: Fields): Fields {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
}
