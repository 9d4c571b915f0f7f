import type { StoredItem } from "./failures.ts";
import { type OpenedTable, queryPage } from "./opened-table.ts";
import { table as attributes } from "./table.ts";

/** A part of a list of authorizations of all clients, in the order of their places (`placeOf` in `keys.ts`). */
export interface PlacePage {
  readonly limit: number;
  /** The place that the page begins after. */
  readonly after: string | undefined;
}

/** The first items of a partition whose sort keys are places. */
export async function itemsByPlace(table: OpenedTable, partition: string, page: PlacePage): Promise<StoredItem[]> {
  const { after, limit } = page;
  const { items } = await queryPage(table, {
    KeyConditionExpression: after === undefined ? "#pk = :pk" : "#pk = :pk AND #sk > :after",
    ExpressionAttributeNames: {
      "#pk": attributes.partitionKey,
      ...(after !== undefined && { "#sk": attributes.sortKey }),
    },
    ExpressionAttributeValues: { ":pk": partition, ...(after !== undefined && { ":after": after }) },
    Limit: limit,
  });
  return items;
}
