import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { type AwaitedCap, readAwaited, readAwaitedPage } from "../../store/awaited-caps.ts";
import { item } from "../../store/items.ts";
import { awaitedKey, awaitedPartitions } from "../../store/keys.ts";
import { type MockedTable, mockedTable } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

const awaited = (clientId: string, authorizationId: string): AwaitedCap => ({
  clientId,
  authorizationId,
  version: 1,
  toldAt: "2026-03-16T14:05:00.000Z",
});
const stored = (each: AwaitedCap) => item(awaitedKey(each.clientId, each.authorizationId), "awaitedCap", each);

function holds(all: readonly AwaitedCap[]) {
  mocked.dynamo.on(QueryCommand).callsFake(({ ExpressionAttributeValues, Limit }) => ({
    Items: all
      .map(stored)
      .filter(
        ({ PK, SK }) => PK === ExpressionAttributeValues[":pk"] && SK >= (ExpressionAttributeValues[":first"] ?? ""),
      )
      .sort((a, b) => (a.SK < b.SK ? -1 : 1))
      .slice(0, Limit),
  }));
}
const ids = (page: readonly AwaitedCap[]) => page.map((each) => `${each.clientId} ${each.authorizationId}`);

describe("caps that are awaited", () => {
  const all = ["C2 A5", "C1 A9", "C1 A1", "C3 A2", "C1 A4"].map((each) => {
    const [clientId = "", authorizationId = ""] = each.split(" ");
    return awaited(clientId, authorizationId);
  });

  it("are listed over all their partitions in the order of client and authorization", async () => {
    holds(all);
    expect(new Set(all.map((each) => stored(each).PK)).size, "several partitions").toBeGreaterThan(1);
    const page = await readAwaitedPage(mocked.table, { limit: 10, after: undefined });
    expect(ids(page)).toEqual(["C1 A1", "C1 A4", "C1 A9", "C2 A5", "C3 A2"]);
  });

  it("page after page gives each once", async () => {
    holds(all);
    const first = await readAwaitedPage(mocked.table, { limit: 2, after: undefined });
    const second = await readAwaitedPage(mocked.table, { limit: 2, after: "C1#A4" });
    const third = await readAwaitedPage(mocked.table, { limit: 2, after: "C2#A5" });
    expect([...first, ...second, ...third].length).toBe(5);
    expect(ids([...first, ...second, ...third])).toEqual(["C1 A1", "C1 A4", "C1 A9", "C2 A5", "C3 A2"]);
  });

  it("are read by one Query of each partition, without a Scan, consistently", async () => {
    holds([]);
    await readAwaitedPage(mocked.table, { limit: 7, after: "C1#A4" });
    const sent = mocked.dynamo.calls().map(({ args: [command] }) => command.input);
    expect(sent).toHaveLength(awaitedPartitions.length);
    expect(sent).toEqual(
      awaitedPartitions.map((partition) => ({
        TableName: "agency-table",
        ConsistentRead: true,
        KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :first AND :last",
        ExpressionAttributeNames: { "#pk": "PK", "#sk": "SK" },
        ExpressionAttributeValues: { ":pk": partition, ":first": "C1#A4 ", ":last": "~" },
        Limit: 7,
      })),
    );
  });

  it("one is read by client and authorization; none where billing has stored it", async () => {
    const one = awaited("C1", "A1");
    mocked.dynamo.on(GetCommand).resolves({});
    await expect(readAwaited(mocked.table, "C1", "A1")).resolves.toBeUndefined();
    mocked.dynamo.on(GetCommand, { Key: { ...awaitedKey("C1", "A1") } }).resolves({ Item: stored(one) });
    await expect(readAwaited(mocked.table, "C1", "A1")).resolves.toEqual(one);
  });
});
