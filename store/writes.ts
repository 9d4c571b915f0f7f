import { ChangedMeanwhile, type StoredItem } from "./failures.ts";
import { item } from "./items.ts";
import type { FreeKey, Key } from "./keys.ts";
import type { Fields } from "./migrations.ts";
import type { Write } from "./opened-table.ts";
import { table } from "./table.ts";

type Refused = (current: StoredItem | undefined) => Error;

const notThere = {
  ConditionExpression: "attribute_not_exists(#pk)",
  ExpressionAttributeNames: { "#pk": table.partitionKey },
};
const versionIs = (version: number) => ({
  ConditionExpression: "#version = :version",
  ExpressionAttributeNames: { "#version": "version" },
  ExpressionAttributeValues: { ":version": version },
});

// `action` lacks the table's name; `commit` fills it in.
const write = (action: object, refused: Refused): Write => ({ action: action as Write["action"], refused });

/** A failed condition means, unless it is said otherwise, that somebody was quicker. */
const outrun: Refused = () => new ChangedMeanwhile();
/** Writes without a condition can't be refused. */
const never: Refused = () => new Error("An unconditional write was refused.");

export const create = (key: FreeKey, kind: string, fields: object, refused = outrun): Write =>
  write({ Put: { Item: item(key, kind, fields), ...notThere } }, refused);

export const replace = (key: FreeKey, kind: string, fields: object, version: number, refused = outrun): Write =>
  write({ Put: { Item: item(key, kind, fields), ...versionIs(version) } }, refused);

/** Creates where there was nothing (version 0), else replaces that version. */
export const createOrReplace = (
  key: FreeKey,
  kind: string,
  fields: object,
  version: number,
  refused = outrun,
): Write => (version === 0 ? create(key, kind, fields, refused) : replace(key, kind, fields, version, refused));

export const put = (key: FreeKey, kind: string, fields: object, expiresAtEpochSeconds?: number): Write =>
  write({ Put: { Item: item(key, kind, fields, expiresAtEpochSeconds) } }, never);

export const remove = (key: FreeKey): Write => write({ Delete: { Key: key } }, never);

export const removeVersion = (key: FreeKey, version: number, refused = outrun): Write =>
  write({ Delete: { Key: key, ...versionIs(version) } }, refused);

/** Changes nothing, but refuses the transaction when there is something. */
export const requireAbsent = (key: FreeKey, refused = outrun): Write =>
  write({ ConditionCheck: { Key: key, ...notThere } }, refused);

/** Changes nothing, but refuses the transaction unless there is an entry that is not marked as deleted. */
export const requireNotDeleted = (key: FreeKey, refused: Refused): Write =>
  write(
    {
      ConditionCheck: {
        Key: key,
        ConditionExpression: "attribute_exists(#pk) AND attribute_not_exists(#deleted)",
        ExpressionAttributeNames: { "#pk": table.partitionKey, "#deleted": "deleted" },
      },
    },
    refused,
  );

/** Sets one attribute of an item. */
export const setAttribute = (key: FreeKey, attribute: string, value: object): Write =>
  write(
    {
      Update: {
        Key: key,
        UpdateExpression: "SET #attribute = :value",
        ExpressionAttributeNames: { "#attribute": attribute },
        ExpressionAttributeValues: { ":value": value },
      },
    },
    never,
  );

/**
 * Writes an item in another layout: some of its fields, and the layout's number, of the layout and version that were read. The
 * version stays.
 */
export function setLayout(
  key: Key,
  layout: {
    readonly schema: number;
    readonly changed: Fields;
    readonly of: { readonly schema?: number; readonly version?: number };
  },
): Write {
  const { schema, changed, of } = layout;
  const fields = Object.entries(changed);
  const conditions = Object.entries({ schema: of.schema, version: of.version }).flatMap(([name, value]) =>
    value === undefined
      ? { condition: `attribute_not_exists(#${name})`, values: {} }
      : { condition: `#${name} = :held_${name}`, values: { [`:held_${name}`]: value } },
  );
  return write(
    {
      Update: {
        Key: key,
        UpdateExpression: `SET ${["#schema = :schema", ...fields.map((_, at) => `#f${at} = :f${at}`)].join(", ")}`,
        // An item that was deleted meanwhile must not come back with these fields alone.
        ConditionExpression: ["attribute_exists(#pk)", ...conditions.map(({ condition }) => condition)].join(" AND "),
        ExpressionAttributeNames: {
          "#pk": table.partitionKey,
          "#schema": "schema",
          "#version": "version",
          ...Object.fromEntries(fields.map(([name], at) => [`#f${at}`, name])),
        },
        ExpressionAttributeValues: {
          ":schema": schema,
          ...Object.fromEntries(fields.map(([, value], at) => [`:f${at}`, value])),
          ...Object.assign({}, ...conditions.map(({ values }) => values)),
        },
      },
    },
    outrun,
  );
}

/** Creates a record of something done once; an earlier record that has expired does not count, deleted or not. */
export const createOnce = (
  key: FreeKey,
  kind: string,
  fields: object,
  lifetime: { nowEpochSeconds: number; expiresAtEpochSeconds: number },
  refused: Refused,
): Write =>
  write(
    {
      Put: {
        Item: item(key, kind, fields, lifetime.expiresAtEpochSeconds),
        ConditionExpression: "attribute_not_exists(#pk) OR #expires <= :now",
        ExpressionAttributeNames: { "#pk": table.partitionKey, "#expires": table.timeToLive },
        ExpressionAttributeValues: { ":now": lifetime.nowEpochSeconds },
      },
    },
    refused,
  );
