import { table as attributes } from "./table.ts";

/** Which items of a partition are meant, by their sort keys: those that begin so, those of a range with both ends, or all. */
type SortKeys = { readonly prefix: string } | { readonly first: string; readonly last: string };

/** What a Query says to mean them. */
export function inPartition(partition: string, sortKeys?: SortKeys, keys: PartitionAttributes = attributes) {
  const { condition, values } = conditionOn(sortKeys);
  return {
    KeyConditionExpression: `#pk = :pk${condition}`,
    ExpressionAttributeNames: { "#pk": keys.partitionKey, ...(sortKeys !== undefined && { "#sk": keys.sortKey }) },
    ExpressionAttributeValues: { ":pk": partition, ...values },
  };
}

/** Of the table, or of an index. */
interface PartitionAttributes {
  readonly partitionKey: string;
  readonly sortKey: string;
}

function conditionOn(sortKeys: SortKeys | undefined): { condition: string; values: Record<string, string> } {
  if (sortKeys === undefined) return { condition: "", values: {} };
  return "prefix" in sortKeys
    ? { condition: " AND begins_with(#sk, :prefix)", values: { ":prefix": sortKeys.prefix } }
    : { condition: " AND #sk BETWEEN :first AND :last", values: { ":first": sortKeys.first, ":last": sortKeys.last } };
}
