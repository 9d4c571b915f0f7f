import type { Access } from "../roles/role-policy.ts";

/** A table's name, and the partition key of the table and of each of its indexes. */
export interface TableKeys {
  readonly tableArn: string;
  readonly partitionKey: string;
  readonly indexes: ReadonlyMap<string, string>;
}

type Attributes = Readonly<Record<string, unknown>>;

/** The parts of DynamoDB's requests that say what they touch. */
interface ItemRequest {
  readonly Key?: Attributes;
  readonly Item?: Attributes;
  readonly IndexName?: string;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Attributes;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Attributes[] }>>;
  readonly TransactItems?: readonly Readonly<Record<string, ItemRequest>>[];
}

const transactionParts: Readonly<Record<string, string>> = {
  Get: "GetItem",
  ConditionCheck: "ConditionCheckItem",
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
};

/**
 * The accesses that IAM sees in a request to DynamoDB. A transaction needs what its parts need; a batch is one access to all its
 * keys, so one statement has to allow all of them.
 * @param operation as in `x-amz-target`: `TransactWriteItems`
 */
export function accessesOf(operation: string, request: ItemRequest, table: TableKeys): Access[] {
  switch (operation) {
    case "TransactWriteItems":
    case "TransactGetItems":
      return (request.TransactItems ?? []).flatMap((item) =>
        Object.entries(item).map(([part, inner]) => itemAccess(transactionParts[part] ?? part, inner, table)),
      );
    case "BatchGetItem": {
      const keys = Object.values(request.RequestItems ?? {}).flatMap(({ Keys = [] }) => Keys);
      return [access(operation, table.tableArn, { keys: keys.map((key) => textOf(key[table.partitionKey])) })];
    }
    case "Query":
      return [queryAccess(request, table)];
    default:
      return [itemAccess(operation, request, table)];
  }
}

function itemAccess(operation: string, request: ItemRequest, table: TableKeys): Access {
  const item = request.Item ?? request.Key ?? {};
  const named = Object.values(request.ExpressionAttributeNames ?? {});
  return access(operation, table.tableArn, {
    keys: table.partitionKey in item ? [textOf(item[table.partitionKey])] : [],
    attributes: [...new Set([...Object.keys(item), ...named])],
  });
}

function queryAccess(request: ItemRequest, table: TableKeys): Access {
  const { IndexName: index, KeyConditionExpression: condition = "", ExpressionAttributeNames: names = {} } = request;
  const partitionKey = index === undefined ? table.partitionKey : table.indexes.get(index);
  const comparison = [...condition.matchAll(/(#?\w+)\s*=\s*(:\w+)/g)].find(
    ([, name = ""]) => (names[name] ?? name) === partitionKey,
  );
  if (!comparison) {
    throw new Error(`It can't be told which partition is asked for by ${condition}.`);
  }
  return access("Query", index === undefined ? table.tableArn : `${table.tableArn}/index/${index}`, {
    keys: [textOf(request.ExpressionAttributeValues?.[comparison[2] ?? ""])],
  });
}

function access(
  operation: string,
  resourceArn: string,
  { keys, attributes = [] }: { readonly keys: readonly string[]; readonly attributes?: readonly string[] },
): Access {
  const context = { "dynamodb:LeadingKeys": keys, "dynamodb:Attributes": attributes };
  return { action: `dynamodb:${operation}`, resourceArn, context };
}

/** The text in `{"S": "CLIENT#c1"}`. */
function textOf(value: unknown): string {
  const { S: text } = (value ?? {}) as { readonly S?: unknown };
  if (typeof text !== "string") {
    throw new Error("A partition key is no text.");
  }
  return text;
}
