import { BatchGetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { item } from "../../store/items.ts";
import { balanceKey, dayKey, discontinuedBalanceKey, type Key, movementKey } from "../../store/keys.ts";
import { placeBehind, readMovements, requireBalances } from "../../store/ledger.ts";
import { balance } from "../domain/examples.ts";
import { type MockedTable, mockedTable } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

const movement = (movementId: string) => ({
  movementId,
  at: "2026-03-16T14:05:00.000Z",
  by: "u-1",
  source: "USER",
  reason: "POSTED",
  serviceId: "S1",
  activityCode: "X",
  serviceDate: "2026-03-16",
  ...balance({ unitsUsed: 4 }),
});
const stored = (movementId: string, key: Key) => item(key, "movement", movement(movementId));
const newest = { limit: 2, from: placeBehind(3), until: undefined };

describe("movements of a balance", () => {
  it("are read newest first, from a place on, one more than the page, and no day among them", async () => {
    const keys = [3, 2, 1].map((version) => movementKey("A1", version, `M${version}`));
    mocked.dynamo.on(QueryCommand).resolves({ Items: keys.map((key, at) => stored(`M${3 - at}`, key)) });
    await expect(readMovements(mocked.table, "A1", newest)).resolves.toEqual({
      movements: [movement("M3"), movement("M2")],
      next: "V#0000000000000001#M1",
    });
    const { input } = mocked.dynamo.commandCalls(QueryCommand)[0]?.args[0] ?? {};
    expect(input).toMatchObject({ ScanIndexForward: false, Limit: 3, ConsistentRead: true });
    const { ":pk": partition, ":first": first, ":last": last } = input?.ExpressionAttributeValues ?? {};
    expect(partition).toBe("AUTH#A1");
    const isRead = (key: Key) => key.SK >= first && key.SK <= last;
    expect(keys.map(isRead)).toEqual([true, true, true]);
    expect(isRead(movementKey("A1", 4, "M4"))).toBe(false);
    expect(isRead(dayKey("A1", "2026-03-16"))).toBe(false);
    // As movements were kept before.
    expect(isRead({ PK: "AUTH#A1", SK: "MOVEMENT#2026-03-16T14:05:00.000Z#M0" })).toBe(true);
  });

  it("of services until a day are looked for further on while the page is not full, until there are none", async () => {
    const at = (version: number) => movementKey("A1", version, `M${version}`);
    mocked.dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [stored("M3", at(3))], LastEvaluatedKey: { ...at(3) } })
      .resolves({ Items: [stored("M1", at(1))] });
    const { movements, next } = await readMovements(mocked.table, "A1", { ...newest, until: "2026-03-16" });
    expect([movements.map(({ movementId }) => movementId), next]).toEqual([["M3", "M1"], null]);
    const [, second] = mocked.dynamo.commandCalls(QueryCommand);
    expect(second?.args[0].input).toMatchObject({
      ExclusiveStartKey: at(3),
      FilterExpression: "#serviceDate <= :until",
      ExpressionAttributeValues: { ":until": "2026-03-16" },
    });
  });
});

describe("balances that must still be what they were", () => {
  const read = { authorizationId: "A1", ...balance(), version: 4 };
  const found = (key: Key, version: number) => {
    const Responses = { [mocked.table.name]: [item(key, "balance", { ...read, version })] };
    mocked.dynamo.on(BatchGetCommand).resolves({ Responses });
  };
  it.each<[string, Key]>([
    ["current", balanceKey("C1", "A1")],
    ["discontinued meanwhile", discontinuedBalanceKey("C1", "A1")],
  ])("%s ones of the same version are", async (_, key) => {
    found(key, 4);
    await expect(requireBalances(mocked.table, "C1", [read])).resolves.toBeUndefined();
  });

  it("one of another version is not", async () => {
    found(balanceKey("C1", "A1"), 5);
    await expect(requireBalances(mocked.table, "C1", [read])).rejects.toBeInstanceOf(ChangedMeanwhile);
  });
});
