import { BatchGetCommand, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { deleteItem, getItem, getItems, queryAll, queryPage } from "../../store/opened-table.ts";
import { lastingFailures, passingFailures } from "./failures-of-aws.ts";
import { failure, type MockedTable, mockedTable } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

const key = (name: string) => ({ PK: name, SK: "S" });
const query = { KeyConditionExpression: "#pk = :pk", ExpressionAttributeValues: { ":pk": "CLIENT#C1" } };
const queries = () => mocked.dynamo.commandCalls(QueryCommand).map(({ args: [command] }) => command.input);
const batches = () =>
  mocked.dynamo
    .commandCalls(BatchGetCommand)
    .map(({ args: [command] }) => command.input.RequestItems?.["agency-table"]);

describe("one item", () => {
  it("is read consistently: what was saved is shown", async () => {
    mocked.dynamo.on(GetCommand).resolves({ Item: { PK: "a", SK: "S", n: 1 } });
    await expect(getItem(mocked.table, key("a"))).resolves.toEqual({ PK: "a", SK: "S", n: 1 });
    const [call] = mocked.dynamo.commandCalls(GetCommand);
    expect(call?.args[0].input).toEqual({ TableName: "agency-table", Key: key("a"), ConsistentRead: true });
  });

  it("is undefined when there is none", async () => {
    mocked.dynamo.on(GetCommand).resolves({});
    await expect(getItem(mocked.table, key("a"))).resolves.toBeUndefined();
  });
});

describe("a query", () => {
  it("gives all items, page after page, each read consistently", async () => {
    mocked.dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ n: 1 }, { n: 2 }], LastEvaluatedKey: key("2") })
      .resolvesOnce({ Items: [], LastEvaluatedKey: key("2b") })
      .resolvesOnce({ Items: [{ n: 3 }] });
    await expect(queryAll(mocked.table, query)).resolves.toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    const common = { ...query, TableName: "agency-table", ConsistentRead: true };
    expect(queries()).toEqual([
      { ...common, ExclusiveStartKey: undefined },
      { ...common, ExclusiveStartKey: key("2") },
      { ...common, ExclusiveStartKey: key("2b") },
    ]);
  });

  it("gives one page and where the next begins", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: [{ n: 1 }], LastEvaluatedKey: key("1") });
    await expect(queryPage(mocked.table, { ...query, Limit: 1 })).resolves.toEqual({
      items: [{ n: 1 }],
      lastKey: key("1"),
    });
    expect(queries()).toMatchObject([{ Limit: 1, ConsistentRead: true }]);
  });

  it("gives no empty page while there is more", async () => {
    mocked.dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: key("1") })
      .resolvesOnce({ LastEvaluatedKey: key("2") })
      .resolvesOnce({ Items: [{ n: 3 }], LastEvaluatedKey: key("3") });
    await expect(queryPage(mocked.table, query)).resolves.toEqual({ items: [{ n: 3 }], lastKey: key("3") });
    expect(queries().map(({ ExclusiveStartKey }) => ExclusiveStartKey)).toEqual([undefined, key("1"), key("2")]);
  });

  it("goes on where it was when a page could not be read at once", async () => {
    mocked.dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ n: 1 }], LastEvaluatedKey: key("1") })
      .rejectsOnce(failure("ThrottlingException"))
      .resolvesOnce({ Items: [{ n: 2 }] });
    await expect(queryAll(mocked.table, query)).resolves.toEqual([{ n: 1 }, { n: 2 }]);
    expect(queries().map(({ ExclusiveStartKey }) => ExclusiveStartKey)).toEqual([undefined, key("1"), key("1")]);
  });

  it("gives nothing of a page that could not be read", async () => {
    mocked.dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ n: 1 }], LastEvaluatedKey: key("1") })
      .rejects(failure("ThrottlingException"));
    await expect(queryAll(mocked.table, query)).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });
});

describe("the items of some keys", () => {
  const answer = (items: object[], unprocessed: Record<string, unknown>[] = []) => ({
    Responses: { "agency-table": items as Record<string, unknown>[] },
    UnprocessedKeys: unprocessed.length === 0 ? {} : { "agency-table": { Keys: unprocessed } },
  });

  it("asks for what was not processed again, after a pause, until everything came", async () => {
    mocked.dynamo
      .on(BatchGetCommand)
      .resolvesOnce(answer([{ n: 1 }], [key("b"), key("c")]))
      .resolvesOnce(answer([{ n: 3 }], [key("b")]))
      .resolvesOnce(answer([{ n: 2 }]));
    const items = await getItems(mocked.table, [key("a"), key("b"), key("c")]);
    expect(items.map(({ n }) => n).toSorted()).toEqual([1, 2, 3]);
    expect(batches().map((batch) => batch?.Keys)).toEqual([
      [key("a"), key("b"), key("c")],
      [key("b"), key("c")],
      [key("b")],
    ]);
    expect(batches().every((batch) => batch?.ConsistentRead)).toBe(true);
    expect(mocked.pauses).toHaveLength(2);
  });

  it("gives up as SERVICE_UNAVAILABLE when nothing comes", async () => {
    mocked.dynamo.on(BatchGetCommand).resolves(answer([], [key("a")]));
    await expect(getItems(mocked.table, [key("a")])).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(batches().length).toBeLessThan(100);
  });

  it("asks for 100 at a time, each once", async () => {
    const keys = Array.from({ length: 250 }, (_, index) => key(`k${index}`));
    mocked.dynamo.on(BatchGetCommand).callsFake((input) => answer(input.RequestItems["agency-table"].Keys));
    await expect(getItems(mocked.table, keys)).resolves.toEqual(keys);
    expect(batches().map((batch) => batch?.Keys?.length)).toEqual([100, 100, 50]);
    expect(mocked.pauses).toEqual([]);
  });

  it("asks once for one that is named twice, since DynamoDB refuses a batch that names one twice", async () => {
    mocked.dynamo.on(BatchGetCommand).callsFake((input) => answer(input.RequestItems["agency-table"].Keys));
    await expect(getItems(mocked.table, [key("a"), key("b"), key("a")])).resolves.toEqual([key("a"), key("b")]);
    expect(batches().map((batch) => batch?.Keys)).toEqual([[key("a"), key("b")]]);
  });

  it("asks for nothing when there is nothing to ask for", async () => {
    await expect(getItems(mocked.table, [])).resolves.toEqual([]);
    expect(batches()).toEqual([]);
  });

  it("fails as a whole when a batch fails", async () => {
    mocked.dynamo.on(BatchGetCommand).rejects(failure("InternalServerError"));
    await expect(getItems(mocked.table, [key("a")])).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });
});

describe("every request", () => {
  const requests: [string, (table: MockedTable["table"]) => Promise<unknown>][] = [
    ["one item", (table) => getItem(table, key("a"))],
    ["a query", (table) => queryPage(table, query)],
    ["the items of some keys", (table) => getItems(table, [key("a")])],
    ["taking an item away", (table) => deleteItem(table, key("a"))],
  ];
  const cases = requests.flatMap(([what, ask]) =>
    passingFailures.map(([failed, error]) => [what, failed, ask, error] as const),
  );
  it.each(cases)("%s: %s, is sent again after a pause", async (_, __, ask, error) => {
    mocked.dynamo.onAnyCommand().rejectsOnce(error).rejectsOnce(error).resolves({});
    await ask(mocked.table);
    expect(mocked.dynamo.calls()).toHaveLength(3);
    expect(mocked.pauses).toEqual([1, 2]);
  });

  it.each(requests)("%s is SERVICE_UNAVAILABLE once the call's time is over", async (_, ask) => {
    const cause = failure("TimeoutError");
    mocked.dynamo.onAnyCommand().callsFake(() => {
      mocked.time.leftMillis -= 400;
      throw cause;
    });
    await expect(ask(mocked.table)).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE", cause });
    expect(mocked.dynamo.calls()).toHaveLength(2);
  });

  it.each(requests)("%s does not begin when the time is over", async (_, ask) => {
    mocked.time.leftMillis = 0;
    await expect(ask(mocked.table)).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(mocked.dynamo.calls()).toHaveLength(0);
  });

  it.each(
    requests.flatMap(([what, ask]) => lastingFailures.map(([failed, error]) => [what, failed, ask, error] as const)),
  )("%s: %s, stays what it is", async (_, __, ask, error) => {
    mocked.dynamo.onAnyCommand().rejects(error);
    await expect(ask(mocked.table)).rejects.toBe(error);
    expect(mocked.dynamo.calls()).toHaveLength(1);
  });
});
