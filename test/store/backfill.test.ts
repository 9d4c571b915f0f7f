import { GetCommand, ScanCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import type { Authorization } from "../../domain/authorization.ts";
import { mendItem, readFound } from "../../store/backfill.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { item } from "../../store/items.ts";
import { authorizationKey } from "../../store/keys.ts";
import { withIndexKeys } from "../../store/listing.ts";
import { authorization, confirmed, readBack, record, settings, stale } from "../domain/examples.ts";
import { cancelled, type MockedTable, mockedTable } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

const migration = "expiration-date-since";
const at = authorizationKey("C1001", "A3001");
const older = { ...at, kind: "authorization", schema: 1, ...authorization({ version: 4 }) };
const updates = () =>
  mocked.dynamo
    .commandCalls(TransactWriteCommand)
    .flatMap(({ args: [{ input }] }) => (input.TransactItems ?? []).flatMap(({ Update }) => Update ?? []));

describe("items that are not in today's layout", () => {
  it("are found page by page in the whole table, by kind and schema, keys alone", async () => {
    mocked.dynamo.on(ScanCommand).resolves({ Items: [at as never], ScannedCount: 100, LastEvaluatedKey: { ...at } });
    const after = { PK: "CLIENT#C1", SK: "CLIENT" };
    const page = await readFound(mocked.table, migration, { limit: 100, after });
    expect(page).toEqual({ keys: [at], examined: 100, position: at });
    const [call] = mocked.dynamo.commandCalls(ScanCommand);
    expect(call?.args[0].input).toMatchObject({
      Limit: 100,
      ConsistentRead: true,
      ExclusiveStartKey: after,
      FilterExpression: "#kind = :kind AND (attribute_not_exists(#schema) OR #schema < :current)",
      ProjectionExpression: "#pk, #sk",
      ExpressionAttributeValues: { ":kind": "authorization", ":current": 2 },
    });
  });

  it("end where the table ends", async () => {
    mocked.dynamo.on(ScanCommand).resolves({ Items: [], ScannedCount: 3 });
    const page = await readFound(mocked.table, migration, { limit: 100, after: undefined });
    expect(page).toEqual({ keys: [], examined: 3, position: null });
  });
});

describe("migrating an item", () => {
  it("writes what its layout adds, of the schema and version that were read, and leaves the version", async () => {
    mocked.dynamo.on(GetCommand).resolves({ Item: older });
    mocked.dynamo.on(TransactWriteCommand).resolves({});
    expect(await mendItem(mocked.table, migration, at)).toBe(true);
    expect(updates()).toMatchObject([
      {
        Key: at,
        UpdateExpression: "SET #schema = :schema, #f0 = :f0",
        ConditionExpression: "attribute_exists(#pk) AND #schema = :held_schema AND #version = :held_version",
        ExpressionAttributeNames: { "#f0": "expirationDateSince", "#schema": "schema", "#version": "version" },
        ExpressionAttributeValues: { ":schema": 2, ":held_schema": 1, ":held_version": 4, ":f0": older.createdAt },
      },
    ]);
  });

  it("marks one that has all it needs, and one that was never marked", async () => {
    const { schema: _, version: __, ...unmarked } = { ...older, ...readBack(authorization()) };
    mocked.dynamo.on(GetCommand).resolves({ Item: unmarked });
    mocked.dynamo.on(TransactWriteCommand).resolves({});
    expect(await mendItem(mocked.table, migration, at)).toBe(true);
    expect(updates()).toMatchObject([
      {
        UpdateExpression: "SET #schema = :schema",
        ConditionExpression:
          "attribute_exists(#pk) AND attribute_not_exists(#schema) AND attribute_not_exists(#version)",
        ExpressionAttributeValues: { ":schema": 2 },
      },
    ]);
  });

  it.each([
    ["is gone", undefined],
    ["was migrated by somebody else", { ...older, schema: 2 }],
  ])("does nothing to one that %s", async (_, Item) => {
    mocked.dynamo.on(GetCommand).resolves(Item === undefined ? {} : { Item });
    expect(await mendItem(mocked.table, migration, at)).toBe(false);
    expect(updates()).toEqual([]);
  });

  it("that somebody changed meanwhile has to be looked at again", async () => {
    mocked.dynamo.on(GetCommand).resolves({ Item: older });
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("ConditionalCheckFailed"));
    await expect(mendItem(mocked.table, migration, at)).rejects.toBeInstanceOf(ChangedMeanwhile);
  });
});

describe("listing what was entered while there was no billing engine", () => {
  const entered = (given: Authorization, billingEngine = false) =>
    item(at, "authorization", withIndexKeys(given, record(), settings({ billingEngine })));
  const list = () => mendItem(mocked.table, "list-unconfirmed", at);

  it("looks for those without the C that are not discontinued and not listed", async () => {
    mocked.dynamo.on(ScanCommand).resolves({ Items: [at as never], ScannedCount: 100 });
    const page = await readFound(mocked.table, "list-unconfirmed", { limit: 100, after: undefined });
    expect(page).toEqual({ keys: [at], examined: 100, position: null });
    const [call] = mocked.dynamo.commandCalls(ScanCommand);
    expect(call?.args[0].input).toMatchObject({
      FilterExpression:
        "#kind = :kind AND attribute_exists(#expiring) AND attribute_not_exists(#unconfirmed) " +
        "AND (attribute_not_exists(#confirmation) OR #confirmation.#changedSince = :true)",
      ExpressionAttributeNames: { "#expiring": "expiringPK", "#unconfirmed": "unconfirmedPK" },
      ExpressionAttributeValues: { ":kind": "authorization", ":true": true },
    });
  });

  it.each([
    ["unconfirmed", authorization({ version: 4 })],
    ["stale", stale({ version: 4 })],
  ])("one that is %s gets its place there, of the version that was read, which stays", async (_, given) => {
    mocked.dynamo.on(GetCommand).resolves({ Item: entered(given) });
    mocked.dynamo.on(TransactWriteCommand).resolves({});
    expect(await list()).toBe(true);
    expect(updates()).toMatchObject([
      {
        Key: at,
        UpdateExpression: "SET #schema = :schema, #f0 = :f0, #f1 = :f1",
        ConditionExpression: "attribute_exists(#pk) AND #schema = :held_schema AND #version = :held_version",
        ExpressionAttributeNames: { "#f0": "unconfirmedPK", "#f1": "unconfirmedSK" },
        ExpressionAttributeValues: {
          ":f0": "UNCONFIRMED",
          ":f1": `${given.createdAt}#C1001#A3001`,
          ":schema": 2,
          ":held_version": 4,
        },
      },
    ]);
  });

  it.each([
    ["is gone", undefined],
    ["was confirmed meanwhile", entered(confirmed(), true)],
    ["was listed meanwhile", entered(authorization(), true)],
  ])("does nothing to one that %s", async (_, Item) => {
    mocked.dynamo.on(GetCommand).resolves(Item === undefined ? {} : { Item });
    expect(await list()).toBe(false);
    expect(updates()).toEqual([]);
  });
});
