import type * as z from "zod/mini";
import type { StoredItem } from "./failures.ts";
import { fieldsOf } from "./items.ts";
import { type OpenedTable, queryPage } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { table as attributes } from "./table.ts";

/** A part of a list of authorizations of all clients, in the order of their places (`authorizationPlace` in `keys.ts`). */
export interface PlacePage {
  readonly limit: number;
  /** The place that the page begins after. */
  readonly after: string | undefined;
}

/** The first entries of a list, in the order of places: of partitions whose sort keys these are. */
export async function readByPlace<Schema extends z.ZodMiniType>(
  table: OpenedTable,
  partitions: readonly string[],
  schema: Schema,
  { after, limit }: PlacePage,
): Promise<z.output<Schema>[]> {
  // After the place: no character of an id sorts before a space.
  const range = after === undefined ? undefined : { first: `${after} `, last: "~" };
  const query = (partition: string) => queryPage(table, { ...inPartition(partition, range), Limit: limit });
  const items = (await Promise.all(partitions.map(query))).flatMap((page) => page.items);
  const inOrder = items.sort((a, b) => (placeIn(a) < placeIn(b) ? -1 : 1)).slice(0, limit);
  return inOrder.map((stored) => fieldsOf(stored, schema));
}

const placeIn = (stored: StoredItem) => String(stored[attributes.sortKey]);
