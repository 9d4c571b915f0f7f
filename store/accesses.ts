import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Access, accessKeptUntil } from "../domain/access.ts";
import { accessKey, type Key, readerKey, readerPartition } from "./keys.ts";
import { currentSchema } from "./migrations.ts";
import { type OpenedTable, queryCount } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { untilAnswered } from "./retry-budget.ts";
import { table as attributes } from "./table.ts";

const kind = "access";

/**
 * Keeps an access, by client and by user: two items that nobody reads together, so they need no transaction, and whoever sends both
 * again changes nothing.
 */
export async function recordAccess(table: OpenedTable, access: Access, isListing: boolean): Promise<void> {
  const { clientId, userId, day } = access;
  await grow(table, accessKey(clientId, day, userId), access, isListing);
  await grow(table, readerKey(userId, day, clientId), access, isListing);
}

/** Adds to the sets of an item; makes it where there was none. */
async function grow(table: OpenedTable, key: Key, access: Access, isListing: boolean): Promise<void> {
  const { hours, operations, ...ids } = access;
  const set = {
    ...ids,
    kind,
    schema: currentSchema(kind),
    [attributes.timeToLive]: Math.floor(accessKeptUntil(access.day).getTime() / 1000),
    ...(!isListing && { isCounted: true }),
  };
  const names = { ...Object.fromEntries(Object.keys(set).map((name) => [`#${name}`, name])) };
  const update = new UpdateCommand({
    TableName: table.name,
    Key: { ...key },
    UpdateExpression: `SET ${Object.keys(set)
      .map((name) => `#${name} = :${name}`)
      .join(", ")} ADD #hours :hours, #operations :operations`,
    ExpressionAttributeNames: { ...names, "#hours": "hours", "#operations": "operations" },
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
      ":hours": hours,
      ":operations": operations,
    },
  });
  await untilAnswered(table, () => table.client.send(update));
}

/** How many clients a user was told of on a day, without those that only reports listed. */
export async function countClientsRead(table: OpenedTable, userId: string, day: string): Promise<number> {
  const ofDay = inPartition(readerPartition(userId), { prefix: readerKey(userId, day, "").SK });
  return queryCount(table, {
    ...ofDay,
    FilterExpression: "attribute_exists(#isCounted)",
    ExpressionAttributeNames: { ...ofDay.ExpressionAttributeNames, "#isCounted": "isCounted" },
  });
}
