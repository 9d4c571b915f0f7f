import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  type TranslateConfig,
} from "@aws-sdk/lib-dynamodb";
import { busy, ChangedMeanwhile, cancellationOf, type StoredItem, translated } from "./failures.ts";
import type { Key } from "./keys.ts";

/** One write of a transaction, and the error that its failed condition means. */
export interface Write {
  readonly action: NonNullable<TransactWriteCommandInput["TransactItems"]>[number];
  readonly refused: (current: StoredItem | undefined) => Error;
}

/** The agency's table, opened. */
export interface OpenedTable {
  readonly name: string;
  readonly client: DynamoDBDocumentClient;
  /** Waits before the next try: a little longer and less predictable with each. */
  readonly pause: (attempt: number) => Promise<void>;
}

const translation: TranslateConfig = { marshallOptions: { removeUndefinedValues: true } };

export function openTable(name: string, pause: OpenedTable["pause"], config: DynamoDBClientConfig = {}): OpenedTable {
  const client = new DynamoDBClient({
    // Three tries of at most 2 s stay below every function's timeout.
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000 },
    // A logger without methods: building log records costs 6 to 10 % of every call.
    logger: {} as never,
    ...config,
  });
  return { name, client: DynamoDBDocumentClient.from(client, translation), pause };
}

export async function getItem(table: OpenedTable, key: Key): Promise<StoredItem | undefined> {
  try {
    const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }));
    return Item;
  } catch (error) {
    throw translated(error);
  }
}

/** All items of a query, page after page, consistent unless `input` says otherwise. */
export async function queryAll(table: OpenedTable, input: Omit<QueryCommandInput, "TableName">): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  let start: QueryCommandInput["ExclusiveStartKey"];
  do {
    const page = await queryPage(table, { ...input, ExclusiveStartKey: start });
    items.push(...page.items);
    start = page.lastKey;
  } while (start !== undefined);
  return items;
}

export async function queryPage(table: OpenedTable, input: Omit<QueryCommandInput, "TableName">) {
  try {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({ ConsistentRead: true, ...input, TableName: table.name }),
    );
    return { items: Items as StoredItem[], lastKey: LastEvaluatedKey };
  } catch (error) {
    throw translated(error);
  }
}

/** Tries of a transaction that another one held up. With the pauses between them about 2 s at most. */
const mostTries = 8;

/**
 * All writes or none. A failed condition throws that write's `refused` error; contention is tried again, then is
 * SERVICE_UNAVAILABLE with nothing changed. A reply lost on the way is safe: the SDK repeats the request with its
 * token, and DynamoDB answers a repeated token without writing twice.
 */
export async function commit(table: OpenedTable, writes: readonly Write[]): Promise<void> {
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    try {
      await table.client.send(
        new TransactWriteCommand({ TransactItems: writes.map((write) => withTable(write.action, table.name)) }),
      );
      return;
    } catch (error) {
      const cancellation = cancellationOf(error);
      if (cancellation === null) throw translated(error);
      if (cancellation.kind === "REFUSED") throw writes[cancellation.index]?.refused(cancellation.current) ?? error;
    }
    await table.pause(attempt);
  }
  throw busy();
}

/** Reading, deciding and storing, again from the start as long as somebody else was quicker. */
export async function untilStored<Result>(table: OpenedTable, decideAndStore: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    try {
      return await decideAndStore();
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
    }
    await table.pause(attempt);
  }
  throw busy();
}

function withTable(action: Write["action"], TableName: string): Write["action"] {
  const common = { TableName, ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
  return Object.fromEntries(Object.entries(action).map(([verb, input]) => [verb, { ...input, ...common }]));
}
