import type * as z from "zod/mini";
import type { StoredItem } from "./failures.ts";
import type { Key } from "./keys.ts";
import { currentSchema, inCurrentLayout } from "./migrations.ts";
import { indexes, table } from "./table.ts";

/** An item: its key, what kind of thing it is, the layout in which it is written (`migrations.ts`), and its fields. */
export function item(key: Key, kind: string, fields: object, expiresAtEpochSeconds?: number) {
  // They would take the place of what every reader goes by.
  if ("kind" in fields || "schema" in fields) throw new Error(`No field of a ${kind} may be called kind or schema.`);
  return {
    ...key,
    kind,
    schema: currentSchema(kind),
    ...inCurrentLayout(kind, 1, { ...fields }),
    ...(expiresAtEpochSeconds !== undefined && { [table.timeToLive]: expiresAtEpochSeconds }),
  };
}

/** What an item has beside its fields: where it stands, what it is, and what indexes hold of it. */
const beside: ReadonlySet<string> = new Set([
  ...Object.values(table),
  ...Object.values(indexes).flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
  "kind",
  "schema",
]);

/** The fields of an item as they are stored. */
export function fieldsBeside(stored: StoredItem): Record<string, unknown> {
  // A plain loop: every item of every read goes through here.
  const fields: Record<string, unknown> = {};
  for (const name in stored) if (!beside.has(name)) fields[name] = stored[name];
  return fields;
}

/** The fields of an item in today's layout, checked: an item that does not fit is an error, never skipped. */
export function fieldsOf<Schema extends z.ZodMiniType>(stored: StoredItem, schema: Schema): z.output<Schema> {
  const layout = Number(stored["schema"] ?? 1);
  const parsed = schema.safeParse(inCurrentLayout(String(stored["kind"]), layout, fieldsBeside(stored)));
  if (parsed.success) return parsed.data;
  const { [table.partitionKey]: partition, [table.sortKey]: sort, kind } = stored;
  const paths = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.code}`).join(", ");
  throw new Error(`The stored ${kind} at ${partition} / ${sort} is not well formed: ${paths}`);
}
