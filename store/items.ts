import type * as z from "zod/mini";
import { asStored } from "../domain/entry-rules.ts";
import { keepUnknownFields, withUnknownFields } from "../domain/unknown-fields.ts";
import { Unreadable, type UnreadableItem } from "../domain/unreadable.ts";
import type { StoredItem } from "./failures.ts";
import type { Key } from "./keys.ts";
import { currentSchema, type Fields, inCurrentLayout } from "./migrations.ts";
import { indexes, table } from "./table.ts";

/** An item: its key, what kind of thing it is, the layout in which it is written (`migrations.ts`), and its fields. */
export function item(key: Key, kind: string, fields: object, expiresAtEpochSeconds?: number) {
  // It would replace what every reader depends on.
  if ("kind" in fields || "schema" in fields) throw new Error(`No field of a ${kind} may be called kind or schema.`);
  return {
    ...key,
    kind,
    schema: currentSchema(kind),
    ...inCurrentLayout(kind, 1, withUnknownFields(kind, { ...fields }) as Fields),
    ...(expiresAtEpochSeconds !== undefined && { [table.timeToLive]: expiresAtEpochSeconds }),
  };
}

/** Attributes that are no fields: keys, kind, layout, and what indexes hold. */
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

/**
 * The fields of an item in today's layout, checked: an item that does not fit is an error that names it, never skipped. Fields that a
 * later release has added are no error: what is read carries them, and `item` writes them again. Nor is what was entered by other rules.
 */
export function fieldsOf<Schema extends z.ZodMiniType>(stored: StoredItem, schema: Schema): z.output<Schema> {
  const kind = String(stored["kind"]);
  const fields = inCurrentLayout(kind, Number(stored["schema"] ?? 1), fieldsBeside(stored));
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const known = structuredClone(fields);
  const unknown = parsed.error.issues
    .filter((issue) => issue.code === "unrecognized_keys")
    .map(({ path, keys }) => ({ path, fields: takenOut(known, path, keys) }));
  const read = asStored(schema, known, (issues) => notWellFormed(stored, issues));
  for (const each of unknown) keepUnknownFields(at(read, each.path), kind, each.fields);
  return read;
}

const at = (whole: unknown, path: readonly PropertyKey[]) =>
  path.reduce((inner, step) => (inner as Record<PropertyKey, unknown>)[step], whole) as Record<string, unknown>;

function takenOut(whole: unknown, path: readonly PropertyKey[], names: readonly string[]): Fields {
  const object = at(whole, path);
  const taken = Object.fromEntries(names.map((name) => [name, object[name]]));
  for (const name of names) delete object[name];
  return taken;
}

function notWellFormed(stored: StoredItem, issues: readonly z.core.$ZodIssue[]): Error {
  const { [table.partitionKey]: partition, [table.sortKey]: sort, kind } = stored;
  const paths = issues.map((issue) => `${issue.path.join(".")} ${issue.code}`).join(", ");
  const cause = new Error(`The stored ${kind} at ${partition} / ${sort} is not well formed: ${paths}`);
  return new Unreadable([unreadableItem(stored)], cause);
}

/** An item by its key, which has ids alone, since nothing else of it can be relied on. */
export function unreadableItem(stored: StoredItem): UnreadableItem {
  const [owner, clientId] = String(stored[table.partitionKey]).split("#");
  const sort = String(stored[table.sortKey]).split("#");
  const ofClient = owner === "CLIENT" ? clientId : undefined;
  const id = sort.length > 1 || ofClient === undefined ? sort.at(-1) : ofClient;
  return { kind: String(stored["kind"]), ...(ofClient !== undefined && { clientId: ofClient }), id: id ?? "" };
}

/** For showing many: the items that can be read, and which can't, so that one does not hide all others and none is missing unseen. */
export function readableOf<Schema extends z.ZodMiniType>(
  items: readonly StoredItem[],
  schema: Schema,
): { readonly read: z.output<Schema>[]; readonly unreadable: UnreadableItem[] } {
  const read: z.output<Schema>[] = [];
  const unreadable: UnreadableItem[] = [];
  for (const stored of items) {
    try {
      read.push(fieldsOf(stored, schema));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      unreadable.push(...error.items);
    }
  }
  return { read, unreadable };
}
