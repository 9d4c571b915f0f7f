import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { Authorization } from "../domain/authorization.ts";
import { Backfill, unconfirmedWalk } from "../domain/backfill.ts";
import type { StoredItem } from "./failures.ts";
import { fieldsBeside, fieldsOf } from "./items.ts";
import { backfillKey, backfillPartition, type Key } from "./keys.ts";
import { unconfirmedKeys } from "./listing.ts";
import { currentSchema, type Fields, inCurrentLayout, type Migration, migrations } from "./migrations.ts";
import { commit, getItem, type OpenedTable, queryAll, type Write } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { untilAnswered } from "./retry-budget.ts";
import { table as attributes, indexes } from "./table.ts";
import { createOrReplace, setLayout } from "./writes.ts";

export async function readBackfill(table: OpenedTable, migration: string): Promise<Backfill | undefined> {
  const stored = await getItem(table, backfillKey(migration));
  return stored === undefined ? undefined : fieldsOf(stored, Backfill);
}

/** All backfills there ever were: a few. */
export async function readBackfills(table: OpenedTable): Promise<Backfill[]> {
  const items = await queryAll(table, inPartition(backfillPartition));
  return items.map((stored) => fieldsOf(stored, Backfill));
}

/** Throws ChangedMeanwhile when another run has taken over. */
export async function saveBackfill(table: OpenedTable, backfill: Backfill): Promise<void> {
  await commit(table, [putBackfill(backfill)]);
}

export const putBackfill = (backfill: Backfill): Write =>
  createOrReplace(backfillKey(backfill.migration), "backfill", backfill, backfill.version - 1);

/** Where a walk over the table goes on: the key of the last item that was looked at. */
export type Position = NonNullable<Backfill["position"]>;

export interface FoundPage {
  readonly keys: readonly Key[];
  /** Items of any kind that were looked at. */
  readonly examined: number;
  /** Null at the end of the table. */
  readonly position: Position | null;
}

/**
 * What a walk over the whole table looks for, and what it does with each item that it finds: answers whether it changed the item.
 */
interface Walk {
  readonly kind: string;
  readonly condition: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly mend: (table: OpenedTable, at: Key) => Promise<boolean>;
}

const ofMigration = ({ name, kind }: Migration): [string, Walk] => [
  name,
  {
    kind,
    condition: "(attribute_not_exists(#schema) OR #schema < :current)",
    names: { "#schema": "schema" },
    values: { ":current": currentSchema(kind) },
    mend: migrateItem,
  },
];

/** Authorizations that were entered while there was no billing engine are not among the unconfirmed ones (`listing.ts`). */
const unlisted: Walk = {
  kind: "authorization",
  condition:
    "attribute_exists(#expiring) AND attribute_not_exists(#unconfirmed) " +
    "AND (attribute_not_exists(#confirmation) OR #confirmation.#changedSince = :true)",
  names: {
    "#expiring": indexes.byExpiration.partitionKey,
    "#unconfirmed": indexes.unconfirmed.partitionKey,
    "#confirmation": "confirmation",
    "#changedSince": "changedSince",
  },
  values: { ":true": true },
  mend: listUnconfirmed,
};

const walks: ReadonlyMap<string, Walk> = new Map([...migrations.map(ofMigration), [unconfirmedWalk, unlisted]]);
export const walkNames = [...walks.keys()];

function walkNamed(name: string): Walk {
  const walk = walks.get(name);
  if (walk === undefined) throw new Error(`There is no migration ${name} any more.`);
  return walk;
}

/**
 * The keys of items that a walk looks for, from a page of the table: the only Scan there is. No partition and no index holds
 * every item of a kind, and one for migrations would make every write dearer. Only the role of `functions/backfill` may scan, and
 * it does so at a pace.
 */
export async function readFound(
  table: OpenedTable,
  name: string,
  page: { readonly limit: number; readonly after: Position | undefined },
): Promise<FoundPage> {
  const { kind, condition, names, values } = walkNamed(name);
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
        FilterExpression: `#kind = :kind AND ${condition}`,
        ProjectionExpression: "#pk, #sk",
        ExpressionAttributeNames: {
          "#pk": attributes.partitionKey,
          "#sk": attributes.sortKey,
          "#kind": "kind",
          ...names,
        },
        ExpressionAttributeValues: { ":kind": kind, ...values },
      }),
    ),
  );
  return { keys: Items as Key[], examined: ScannedCount, position: (LastEvaluatedKey as Position | undefined) ?? null };
}

/** Does a walk's work on one item; answers whether there was any. */
export const mendItem = (table: OpenedTable, name: string, at: Key): Promise<boolean> =>
  walkNamed(name).mend(table, at);

/** Adds an authorization without the C to the list of those, on the condition that it is as it was read. */
async function listUnconfirmed(table: OpenedTable, at: Key): Promise<boolean> {
  const stored = await getItem(table, at);
  if (stored === undefined || indexes.unconfirmed.partitionKey in stored) return false;
  const changed = unconfirmedKeys(fieldsOf(stored, Authorization));
  if (Object.keys(changed).length === 0) return false;
  await commit(table, [
    setLayout(at, { schema: schemaOf(stored), changed: { ...changed }, of: stored as StoredLayout }),
  ]);
  return true;
}

/**
 * Brings one item into today's layout; answers whether it had another. Throws ChangedMeanwhile when somebody has written the item
 * since it was read. Its version stays: what it says has not changed, and a user's edit that was decided on it goes through.
 */
async function migrateItem(table: OpenedTable, at: Key): Promise<boolean> {
  const stored = await getItem(table, at);
  if (stored === undefined) return false;
  const kind = String(stored["kind"]);
  const schema = currentSchema(kind);
  const storedSchema = schemaOf(stored);
  if (storedSchema >= schema) return false;
  const fields = fieldsBeside(stored);
  const migrated = inCurrentLayout(kind, storedSchema, fields);
  await commit(table, [
    setLayout(at, { schema, changed: changedFields(fields, migrated), of: stored as StoredLayout }),
  ]);
  return true;
}

interface StoredLayout {
  readonly schema?: number;
  readonly version?: number;
}

const schemaOf = (stored: StoredItem) => Number(stored["schema"] ?? 1);

/** The fields that a migration adds or rewrites. It removes none. */
function changedFields(before: Fields, after: Fields): Fields {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
}
