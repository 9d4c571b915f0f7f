import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  type TranslateConfig,
} from "@aws-sdk/lib-dynamodb";
import { busy, ChangedMeanwhile, Contended, cancellationOf, type StoredItem, translated } from "./failures.ts";
import type { Key } from "./keys.ts";

/** One write of a transaction, and the error that its failed condition means. */
export interface Write {
  readonly action: NonNullable<TransactWriteCommandInput["TransactItems"]>[number];
  readonly refused: (current: StoredItem | undefined) => Error;
  /** What it means that another transaction has this very item now. Without it: that it is worth another try. */
  readonly contended?: () => Error;
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
    // Three tries of at most 2 s stay below every function's timeout; without the last word the SDK only warns.
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
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

/** What one BatchGetItem takes. */
const mostPerBatch = 100;

/** The items of some keys that exist, in no order. */
export async function getItems(table: OpenedTable, keys: readonly Key[]): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  let wanted = [...keys];
  for (let attempt = 1; wanted.length > 0; attempt++) {
    if (attempt > mostTries + keys.length / mostPerBatch) throw busy();
    const batch = await getBatch(table, wanted.slice(0, mostPerBatch));
    items.push(...batch.items);
    wanted = [...wanted.slice(mostPerBatch), ...batch.unprocessed];
    if (batch.unprocessed.length > 0) await table.pause(attempt);
  }
  return items;
}

async function getBatch(table: OpenedTable, keys: readonly Key[]) {
  try {
    const { Responses, UnprocessedKeys } = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: [...keys], ConsistentRead: true } } }),
    );
    const items: StoredItem[] = Responses?.[table.name] ?? [];
    return { items, unprocessed: (UnprocessedKeys?.[table.name]?.Keys ?? []) as unknown as Key[] };
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

/** Tries of one transaction that another one held up, before what it was decided on is read again. */
const mostTriesOfCommit = 2;

/**
 * Tries of reading, deciding and storing. With pauses of 0.25 s on average that is 5 s, below every function's timeout,
 * and enough for hundreds of posts to one authorization at the same moment.
 */
const mostTries = 20;

/**
 * All writes or none. A failed condition throws that write's `refused` error; contention is tried again, then is
 * `Contended` with nothing changed. A reply lost on the way is safe: the SDK repeats the request with its
 * token, and DynamoDB answers a repeated token without writing twice.
 */
export async function commit(table: OpenedTable, writes: readonly Write[]): Promise<void> {
  for (let attempt = 1; attempt <= mostTriesOfCommit; attempt++) {
    try {
      await table.client.send(
        new TransactWriteCommand({ TransactItems: writes.map((write) => withTable(write.action, table.name)) }),
      );
      return;
    } catch (error) {
      const cancellation = cancellationOf(error);
      if (cancellation === null) throw translated(error);
      if (cancellation.kind === "REFUSED") throw writes[cancellation.index]?.refused(cancellation.current) ?? error;
      for (const index of cancellation.conflicts) if (writes[index]?.contended) throw writes[index].contended();
    }
    await table.pause(attempt);
  }
  throw new Contended();
}

/** Reading, deciding and storing, again from the start as long as somebody else was quicker. */
export async function untilStored<Result>(table: OpenedTable, decideAndStore: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    try {
      return await decideAndStore();
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile || error instanceof Contended)) throw error;
    }
    await table.pause(attempt);
  }
  throw busy();
}

function withTable(action: Write["action"], TableName: string): Write["action"] {
  const common = { TableName, ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
  return Object.fromEntries(Object.entries(action).map(([verb, input]) => [verb, { ...input, ...common }]));
}
