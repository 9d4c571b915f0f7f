import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  type TranslateConfig,
} from "@aws-sdk/lib-dynamodb";
import { ChangedMeanwhile, Contended, cancellationOf, isTransient, type StoredItem, unavailable } from "./failures.ts";
import type { Key } from "./keys.ts";
import { type RetryBudget, untilAnswered } from "./retry-budget.ts";

/** One write of a transaction, and the error that its failed condition means. */
export interface Write {
  readonly action: NonNullable<TransactWriteCommandInput["TransactItems"]>[number];
  readonly refused: (current: StoredItem | undefined) => Error;
  /** The error when another transaction has this very item now; without it the transaction is tried again. */
  readonly contended?: () => Error;
}

/** The agency's table, opened, with the retry budget of whoever works with it. */
export interface OpenedTable extends RetryBudget {
  readonly name: string;
  readonly client: DynamoDBDocumentClient;
  /** A random text that nobody else makes, of at most 36 characters. */
  readonly newToken: () => string;
}

const translation: TranslateConfig = { marshallOptions: { removeUndefinedValues: true } };

/** How DynamoDB is reached. It sends each request once: `untilAnswered` is the one to try again. */
export function documentClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 1,
    // Without this the SDK only warns.
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
    // A logger without methods: building log records costs 6 to 10 % of every call.
    logger: {} as never,
    ...config,
  });
  return DynamoDBDocumentClient.from(client, translation);
}

export function openTable(
  name: string,
  access: RetryBudget & Pick<OpenedTable, "newToken">,
  client: DynamoDBDocumentClient = documentClient(),
): OpenedTable {
  return { name, client, ...access };
}

export async function getItem(table: OpenedTable, key: Key): Promise<StoredItem | undefined> {
  const { Item } = await untilAnswered(table, () =>
    table.client.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true })),
  );
  return Item;
}

/** Deletes an item, if it is there. */
export async function deleteItem(table: OpenedTable, key: Key): Promise<void> {
  await untilAnswered(table, () => table.client.send(new DeleteCommand({ TableName: table.name, Key: key })));
}

/** What one BatchGetItem takes. */
const mostPerBatch = 100;

/** The items of some keys that exist, each once, in no order. One BatchGetItem takes no key twice. */
export async function getItems(table: OpenedTable, keys: readonly Key[]): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  let remaining = [...new Map(keys.map((key) => [`${key.PK} ${key.SK}`, key])).values()];
  let leftOver = 0;
  while (remaining.length > 0) {
    const batch = await getBatch(table, remaining.slice(0, mostPerBatch));
    items.push(...batch.items);
    remaining = [...remaining.slice(mostPerBatch), ...batch.unprocessed];
    if (batch.unprocessed.length > 0) await table.pause(++leftOver);
  }
  return items;
}

async function getBatch(table: OpenedTable, keys: readonly Key[]) {
  const { Responses, UnprocessedKeys } = await untilAnswered(table, () =>
    table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: [...keys], ConsistentRead: true } } }),
    ),
  );
  const items: StoredItem[] = Responses?.[table.name] ?? [];
  return { items, unprocessed: (UnprocessedKeys?.[table.name]?.Keys ?? []) as unknown as Key[] };
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

/** How many items a query finds. */
export async function queryCount(table: OpenedTable, input: Omit<QueryCommandInput, "TableName">): Promise<number> {
  let count = 0;
  let start: QueryCommandInput["ExclusiveStartKey"];
  do {
    const page = await untilAnswered(table, () =>
      table.client.send(
        new QueryCommand({
          ConsistentRead: true,
          ...input,
          ExclusiveStartKey: start,
          Select: "COUNT",
          TableName: table.name,
        }),
      ),
    );
    count += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return count;
}

/** A page of a query, empty only when there are no items. DynamoDB itself may answer empty pages before others. */
export async function queryPage(table: OpenedTable, input: Omit<QueryCommandInput, "TableName">) {
  let start = input.ExclusiveStartKey;
  for (;;) {
    const asked = { ConsistentRead: true, ...input, ExclusiveStartKey: start, TableName: table.name };
    const { Items = [], LastEvaluatedKey } = await untilAnswered(table, () =>
      table.client.send(new QueryCommand(asked)),
    );
    if (Items.length > 0 || LastEvaluatedKey === undefined)
      return { items: Items as StoredItem[], lastKey: LastEvaluatedKey };
    start = LastEvaluatedKey;
  }
}

/** How often one transaction that met another is tried before its decision is made again. */
const mostTriesOfCommit = 2;

/**
 * All writes or none. A failed condition throws that write's `refused` error; contention is tried again, then is
 * `Contended` with nothing changed. A reply lost on the way is safe: all tries carry one token, and DynamoDB answers a
 * transaction that it has stored under this token as it did first, neither writing twice nor refusing it for its own effect.
 */
export async function commit(table: OpenedTable, writes: readonly Write[]): Promise<void> {
  const ClientRequestToken = table.newToken();
  const TransactItems = writes.map((write) => withTable(write.action, table.name));
  // A try without an answer may still be carried out. A new decision would then meet its own effect as somebody else's, so the
  // same token is sent again, however long the contention lasts.
  let mayBeStoredYet = false;
  const send = async () => {
    try {
      await table.client.send(new TransactWriteCommand({ ClientRequestToken, TransactItems }));
    } catch (error) {
      if (isTransient(error)) mayBeStoredYet = true;
      throw error;
    }
  };
  for (let attempt = 1; ; attempt++) {
    try {
      return await untilAnswered(table, send);
    } catch (error) {
      throwUnlessContended(error, writes);
    }
    if (attempt >= mostTriesOfCommit && !mayBeStoredYet) throw new Contended();
    await table.pause(attempt);
  }
}

function throwUnlessContended(error: unknown, writes: readonly Write[]): void {
  const cancellation = cancellationOf(error);
  if (cancellation === null) throw error;
  if (cancellation.kind === "REFUSED") throw writes[cancellation.index]?.refused(cancellation.current) ?? error;
  for (const index of cancellation.conflicts) if (writes[index]?.contended) throw writes[index].contended();
}

/** Reads, decides and stores, again from the start as long as somebody else was quicker and the call has time. */
export async function untilStored<Result>(table: OpenedTable, decideAndStore: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await decideAndStore();
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile || error instanceof Contended)) throw error;
      if (table.remainingMillis() <= 0) throw unavailable(error);
    }
    await table.pause(attempt);
  }
}

function withTable(action: Write["action"], TableName: string): Write["action"] {
  const common = { TableName, ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
  return Object.fromEntries(Object.entries(action).map(([verb, input]) => [verb, { ...input, ...common }]));
}
