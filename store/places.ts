import type { StoredItem } from "./failures.ts";
import { type OpenedTable, queryPage } from "./opened-table.ts";
import { inPartition } from "./partition.ts";

/** A part of a list of authorizations of all clients, in the order of their places (`authorizationPlace` in `keys.ts`). */
export interface PlacePage {
  readonly limit: number;
  /** The place that the page begins after. */
  readonly after: string | undefined;
}

/** The first items of a partition whose sort keys are places. */
export async function itemsByPlace(table: OpenedTable, partition: string, page: PlacePage): Promise<StoredItem[]> {
  const { after, limit } = page;
  const { items } = await queryPage(table, {
    // After the place: no character of an id sorts before a space.
    ...inPartition(partition, after === undefined ? undefined : { first: `${after} `, last: "~" }),
    Limit: limit,
  });
  return items;
}
