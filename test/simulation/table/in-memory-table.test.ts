import { CreateTableCommand, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, startEngine } from "../../../local/database/dynamodb-engine.ts";
import { databaseClient } from "../../../local/database/tables.ts";
import { Random } from "../random.ts";
import { InMemoryTable } from "./in-memory-table.ts";
import { RandomCommands } from "./random-commands.ts";

const keyNames = { partition: "PK", sort: "SK" };
const newTable = (name = "T", now = () => 0) => new InMemoryTable(name, keyNames, now);

let engine: Engine;
let client: DynamoDBDocumentClient;
beforeAll(async () => {
  const { DYNAMODB_ENDPOINT } = process.env;
  engine = await startEngine({ endpoint: DYNAMODB_ENDPOINT });
  const marshallOptions = { removeUndefinedValues: true };
  client = DynamoDBDocumentClient.from(databaseClient(engine.endpoint, "us-east-1"), { marshallOptions });
});
afterAll(() => engine?.stop());

async function createTable(TableName: string): Promise<void> {
  const definition = {
    AttributeDefinitions: ["PK", "SK"].map((AttributeName) => ({ AttributeName, AttributeType: "S" }) as const),
    KeySchema: [
      { AttributeName: "PK", KeyType: "HASH" },
      { AttributeName: "SK", KeyType: "RANGE" },
    ] as const,
  };
  const KeySchema = [...definition.KeySchema];
  await client.send(new CreateTableCommand({ TableName, BillingMode: "PAY_PER_REQUEST", ...definition, KeySchema }));
}

interface Reply {
  readonly Item?: object;
  readonly Items?: object[];
  readonly Responses?: Record<string, object[]>;
  readonly LastEvaluatedKey?: object;
}

type Command = ReturnType<RandomCommands["next"]>;

const byKey = (a: object, b: object) => (keyText(a) < keyText(b) ? -1 : 1);
const keyText = (item: { PK?: string; SK?: string }) => `${item.PK} ${item.SK}`;

/** What matters of a reply or an error: items in no order where there is none, reasons with their items in plain form. */
async function told(send: () => Promise<object> | object): Promise<unknown> {
  try {
    const { Item, Items, Responses, LastEvaluatedKey } = (await send()) as Reply;
    const found = Object.values(Responses ?? {}).flat();
    return { Item, Items, found: found.sort(byKey), LastEvaluatedKey };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    return reasons.map(({ Code, Item }) => ({ Code, ...(Item !== undefined && { item: unmarshall(Item) }) }));
  }
}

/** Whether there is a next page is told in different ways when a page ends with the last item: so all pages are read. */
async function allPages(send: (command: QueryCommand) => Promise<object> | object, command: QueryCommand) {
  const Items: object[] = [];
  let ExclusiveStartKey: QueryCommand["input"]["ExclusiveStartKey"];
  do {
    const page = (await send(new QueryCommand({ ...command.input, ExclusiveStartKey }))) as Reply;
    Items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
  } while (ExclusiveStartKey !== undefined);
  return { Items };
}

test("The table in memory answers every command as the real engine does", async () => {
  const outcomes = { applied: 0, cancelled: 0 };
  for (let seed = 1; seed <= 3; seed++) {
    const name = `differential-${seed}`;
    await createTable(name);
    const table = newTable(name);
    const commands = new RandomCommands(name, new Random(seed));
    for (let step = 1; step <= 400; step++) {
      const command = commands.next();
      const answerOf = (send: (command: Command) => Promise<object> | object) =>
        told(() => (command instanceof QueryCommand ? allPages(send, command) : send(command)));
      const what = `seed ${seed}, step ${step}: ${command.constructor.name} ${JSON.stringify(command.input)}`;
      const answer = await answerOf((each) => table.execute(each));
      expect(answer, what).toEqual(await answerOf((each) => client.send(each as GetCommand)));
      if (command instanceof TransactWriteCommand) outcomes[Array.isArray(answer) ? "cancelled" : "applied"] += 1;
    }
  }
  // Neither nearly always: then little would have been compared.
  expect(Math.min(outcomes.applied, outcomes.cancelled)).toBeGreaterThan(100);
});

const put = (Item: object, ClientRequestToken?: string) =>
  new TransactWriteCommand({
    TransactItems: [{ Put: { TableName: "T", Item: { PK: "A", SK: "X", ...Item } } }],
    ...(ClientRequestToken !== undefined && { ClientRequestToken }),
  });
const get = new GetCommand({ TableName: "T", Key: { PK: "A", SK: "X" } });

describe("A transaction with a ClientRequestToken", () => {
  test("changes nothing when it comes again within ten minutes, and does when it comes later", () => {
    let nowMillis = 0;
    const table = newTable("T", () => nowMillis);
    table.execute(put({ count: 1 }, "token"));
    table.execute(put({ count: 2 }));
    nowMillis = 10 * 60_000;
    table.execute(put({ count: 1 }, "token"));
    expect(table.execute(get)).toMatchObject({ Item: { count: 2 } });
    nowMillis += 1;
    table.execute(put({ count: 1 }, "token"));
    expect(table.execute(get)).toMatchObject({ Item: { count: 1 } });
  });

  test("is refused when another transaction has its token", () => {
    const table = newTable();
    table.execute(put({ count: 1 }, "token"));
    expect(() => table.execute(put({ count: 2 }, "token"))).toThrow("another transaction");
  });
});

describe("What the table does not know it refuses", () => {
  const query = {
    TableName: "T",
    ExpressionAttributeNames: { "#pk": "PK" },
    ExpressionAttributeValues: { ":pk": "A" },
  };
  const check = (ConditionExpression: string, values: object = {}) =>
    new TransactWriteCommand({
      TransactItems: [
        {
          ConditionCheck: {
            TableName: "T",
            Key: { PK: "A", SK: "X" },
            ConditionExpression,
            ExpressionAttributeNames: { "#pk": "PK" },
            ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values as Record<string, string> }),
          },
        },
      ],
    });
  test.for<[string, object, string]>([
    ["an index", new QueryCommand({ ...query, KeyConditionExpression: "#pk = :pk", IndexName: "I" }), "IndexName"],
    ["a filter", new QueryCommand({ ...query, KeyConditionExpression: "#pk = :pk", FilterExpression: "x" }), "Filter"],
    ["a query without partition", new QueryCommand({ ...query, KeyConditionExpression: "#pk > :pk" }), "#pk > :pk"],
    ["a function", check("size(#pk) = :size", { ":size": "1" }), "size"],
    ["a name that is written out", check("PK = :pk", { ":pk": "A" }), "PK"],
    ["a placeholder that nothing uses", check("attribute_exists(#pk)", { ":unused": "A" }), "no expression uses"],
    ["another table", new GetCommand({ TableName: "U", Key: { PK: "A", SK: "X" } }), "U"],
    ["one item twice in a transaction", twice(), "multiple operations"],
    ["a value without wire form", put({ at: new Date(0) }), "Date|object"],
  ])("%s", ([, command, message]) => {
    expect(() => newTable().execute(command)).toThrow(new RegExp(message));
  });
});

function twice() {
  const Key = { PK: "A", SK: "X" };
  return new TransactWriteCommand({
    TransactItems: [{ Delete: { TableName: "T", Key } }, { Put: { TableName: "T", Item: Key } }],
  });
}

test("Nobody can change an item that was stored or read", () => {
  const table = newTable();
  const nested = { list: ["one"] };
  table.execute(put({ nested }));
  nested.list.push("two");
  const { Item } = table.execute(get) as { Item: { nested: { list: string[] } } };
  expect(Item.nested.list).toEqual(["one"]);
  expect(() => Item.nested.list.push("two")).toThrow(TypeError);
});
