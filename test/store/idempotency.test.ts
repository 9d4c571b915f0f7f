import { GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import {
  AnsweredMeanwhile,
  type IdempotencyRecord,
  idempotencyRecord,
  readIdempotencyRecord,
} from "../../store/idempotency.ts";
import { commit } from "../../store/opened-table.ts";
import { put } from "../../store/writes.ts";
import { cancelled, type MockedTable, mockedTable, transactions } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

const now = 1_800_000_000;
const sevenDays = 604_800;
const record: IdempotencyRecord = {
  bodyHash: "2c3d",
  status: 201,
  body: '{"authorizationId":"A3001"}',
  version: 1,
  location: "/v1/clients/C1001/authorizations/A3001",
};
const stored = {
  PK: "IDEMPOTENCY#0a1b",
  SK: "REPLY",
  kind: "idempotencyRecord",
  schema: 1,
  ...record,
  expiresAtEpochSeconds: now + sevenDays,
};

describe("the record of a first reply", () => {
  it("is kept 7 days, where there is none or an earlier one has expired, deleted or not", async () => {
    mocked.dynamo.on(TransactWriteCommand).resolves({});
    await commit(mocked.table, [idempotencyRecord("0a1b", record, now)]);
    expect(transactions(mocked)).toEqual([
      [
        {
          Put: {
            TableName: "agency-table",
            Item: stored,
            ConditionExpression: "attribute_not_exists(#pk) OR #expires <= :now",
            ExpressionAttributeNames: { "#pk": "PK", "#expires": "expiresAtEpochSeconds" },
            ExpressionAttributeValues: { ":now": now },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
      ],
    ]);
  });

  it("is read consistently: what another request stored a moment ago is seen", async () => {
    mocked.dynamo.on(GetCommand).resolves({ Item: stored });
    await expect(readIdempotencyRecord(mocked.table, "0a1b", now)).resolves.toEqual(record);
    const [call] = mocked.dynamo.commandCalls(GetCommand);
    expect(call?.args[0].input).toEqual({
      TableName: "agency-table",
      Key: { PK: "IDEMPOTENCY#0a1b", SK: "REPLY" },
      ConsistentRead: true,
    });
  });

  it.each([
    [now + sevenDays - 1, true],
    [now + sevenDays, false],
    [now + sevenDays + 172_800, false],
  ])("at %i s, not deleted by DynamoDB, counts: %s", async (at, counts) => {
    mocked.dynamo.on(GetCommand).resolves({ Item: stored });
    expect((await readIdempotencyRecord(mocked.table, "0a1b", at)) !== undefined).toBe(counts);
  });

  it("is none where none was kept", async () => {
    mocked.dynamo.on(GetCommand).resolves({});
    await expect(readIdempotencyRecord(mocked.table, "0a1b", now)).resolves.toBeUndefined();
  });

  it("that does not fit its schema is an error", async () => {
    mocked.dynamo.on(GetCommand).resolves({ Item: { ...stored, status: "201" } });
    await expect(readIdempotencyRecord(mocked.table, "0a1b", now)).rejects.toMatchObject({
      code: "RECORD_UNREADABLE",
    });
  });
});

describe("the same request at the same moment", () => {
  const keep = () => commit(mocked.table, [idempotencyRecord("0a1b", record, now), put({ PK: "P", SK: "S" }, "t", {})]);

  it("that was quicker: nothing is written, and its reply is handed over", async () => {
    const Item = {
      PK: { S: "IDEMPOTENCY#0a1b" },
      SK: { S: "REPLY" },
      kind: { S: "idempotencyRecord" },
      schema: { N: "1" },
      expiresAtEpochSeconds: { N: String(now + sevenDays) },
      bodyHash: { S: "2c3d" },
      status: { N: "204" },
      body: { NULL: true },
    };
    mocked.dynamo
      .on(TransactWriteCommand)
      .rejects(cancelled({ Code: "ConditionalCheckFailed", Item }, "ConditionalCheckFailed"));
    const caught = await keep().catch((error) => error);
    expect(caught).toBeInstanceOf(AnsweredMeanwhile);
    expect(caught.record).toEqual({ bodyHash: "2c3d", status: 204, body: null });
  });

  it("that is being stored: IDEMPOTENCY_IN_PROGRESS at once", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("TransactionConflict", "None"));
    await expect(keep()).rejects.toMatchObject({ code: "IDEMPOTENCY_IN_PROGRESS" });
    expect(transactions(mocked)).toHaveLength(1);
  });

  it("another request's conflict is tried again as always", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejectsOnce(cancelled("None", "TransactionConflict")).resolvesOnce({});
    await expect(keep()).resolves.toBeUndefined();
    expect(transactions(mocked)).toHaveLength(2);
  });
});
