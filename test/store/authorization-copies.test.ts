import { BatchGetCommand, GetCommand, QueryCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { type CopyResult, countedCopy, withNextLap } from "../../domain/authorization-copy.ts";
import {
  AlreadyCopied,
  clientsOfPayer,
  nextPortion,
  readCopy,
  readResultPage,
  readResults,
  storeCopied,
  storeCopyProgress,
  storePortions,
  storeSkipped,
  storeStartedCopy,
} from "../../store/authorization-copies.ts";
import { EntryDeleted } from "../../store/catalog.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { item } from "../../store/items.ts";
import { copyKey, copyPortionKey, copyResultKey, insuranceReferenceKey } from "../../store/keys.ts";
import { authorization, client, copy, insurance, record, settings } from "../domain/examples.ts";
import { auditEntry, auditedIn, auditedOfAuthorization } from "./audited.ts";
import { cancelled, itemsPut, type MockedTable, mockedTable, transactions, writesOf } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
  mocked.dynamo.on(TransactWriteCommand).resolves({});
});

const started = auditEntry({ subject: "authorizationCopy", subjectId: "copy-1" });
const audit = auditEntry({ subjectId: "A9" });
const event = {
  eventId: "e1",
  occurredAt: "2026-03-16T14:05:00.000Z",
  detailType: "AuthorizationCopyContinued",
  detail: "{}",
};
const inOutbox = expect.stringMatching(/^Put OUTBOX#\d \| 2026-03-16T14:05:00\.000Z#e1 if attribute_not_exists\(PK\)$/);
const planned = { planId: "plan-1", total: 3 };
/** 90 days after 2026-03-16T14:05:00Z. */
const expiresAtEpochSeconds = Date.parse("2026-06-14T14:05:00.000Z") / 1000;

const created: CopyResult = { clientId: "C2", outcome: "CREATED", authorizationId: "A9" };
const skipped: CopyResult = { clientId: "C2", outcome: "SKIPPED", reason: "DUPLICATE" };
const pendingCopy = authorization({ clientId: "C2", authorizationId: "A9", authorizationNumber: "Pending" });
const resultWrite = "Put COPY#copy-1 | TARGET#C2 if attribute_not_exists(PK)";

describe("starting a copy", () => {
  it("stores it with the event that begins it and the audit entry of its source: all or nothing", async () => {
    await storeStartedCopy(mocked.table, {
      copy: copy(),
      portions: [],
      event,
      audit: started,
      source: record(),
      once: [],
    });
    expect(writesOf(mocked)).toEqual([
      "Put COPY#copy-1 | COPY if attribute_not_exists(PK)",
      inOutbox,
      ...auditedIn("C1001"),
    ]);
    expect(itemsPut(mocked, "copy")).toEqual([item(copyKey("copy-1"), "copy", copy(), expiresAtEpochSeconds)]);
  });

  it("of chosen clients stores them with it", async () => {
    await storeStartedCopy(mocked.table, {
      copy: copy({ targetType: "CLIENTS", plan: planned }),
      portions: [["C1", "C2"], ["C3"]],
      event,
      audit: started,
      source: record(),
      once: [],
    });
    expect(itemsPut(mocked, "copyPortion")).toEqual([
      item(copyPortionKey("copy-1", "plan-1", "C1"), "copyPortion", { clientIds: ["C1", "C2"] }, expiresAtEpochSeconds),
      item(copyPortionKey("copy-1", "plan-1", "C3"), "copyPortion", { clientIds: ["C3"] }, expiresAtEpochSeconds),
    ]);
  });
});

describe("the plan", () => {
  it("is made of the clients that have an insurance of the payer, by one Query", async () => {
    const reference = (clientId: string, insuranceId: string) =>
      item(insuranceReferenceKey("PSMED", insuranceId), "reference", { clientId, insuranceId });
    mocked.dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [reference("C2", "I1"), reference("C1", "I2")], LastEvaluatedKey: { PK: "x" } })
      .resolvesOnce({ Items: [reference("C2", "I3")] });
    await expect(clientsOfPayer(mocked.table, "PSMED")).resolves.toEqual(["C2", "C1", "C2"]);
    const [query] = mocked.dynamo.commandCalls(QueryCommand);
    expect(query?.args[0].input).toMatchObject({
      ExpressionAttributeValues: { ":pk": "REFERENCE#PAYER#PSMED" },
      ConsistentRead: true,
    });
  });

  it("is written by transactions that DynamoDB takes, however many targets there are", async () => {
    const portions = Array.from({ length: 105 }, (_, index) => [`C${String(index).padStart(4, "0")}`]);
    await storePortions(mocked.table, copy(), "plan-1", portions);
    const sizes = transactions(mocked).map(({ length }) => length);
    expect(sizes).toEqual([25, 25, 25, 25, 5]);
  });

  it.each<[string, string | null, object | undefined]>([
    ["the first portion", null, undefined],
    ["the portion after what is counted", "C2", { PK: "COPY#copy-1", SK: "PLAN#plan-1#C2" }],
  ])("gives %s", async (_, countedThrough, start) => {
    const portion = item(copyPortionKey("copy-1", "plan-1", "C3"), "copyPortion", { clientIds: ["C3"] });
    mocked.dynamo.on(QueryCommand).resolves({ Items: [portion] });
    await expect(nextPortion(mocked.table, copy({ plan: planned, countedThrough }))).resolves.toEqual(["C3"]);
    const [query] = mocked.dynamo.commandCalls(QueryCommand);
    expect(query?.args[0].input).toMatchObject({
      ExpressionAttributeValues: { ":pk": "COPY#copy-1", ":prefix": "PLAN#plan-1#" },
      Limit: 1,
    });
    expect(query?.args[0].input.ExclusiveStartKey).toEqual(start);
  });

  it("that lacks a portion is an error: nobody is left out unseen", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: [] });
    await expect(nextPortion(mocked.table, copy({ plan: planned }))).rejects.toThrow();
  });
});

describe("how far a copy has come", () => {
  it("is stored over the version that was read", async () => {
    await storeCopyProgress(mocked.table, countedCopy(copy({ plan: planned, version: 4 }), [created]), null);
    expect(writesOf(mocked)).toEqual(["Put COPY#copy-1 | COPY if version = 4"]);
    expect(itemsPut(mocked, "copy")).toMatchObject([{ created: 1, version: 5, expiresAtEpochSeconds }]);
  });

  it("is handed over in the transaction that stores the event which carries it on", async () => {
    await storeCopyProgress(mocked.table, withNextLap(copy({ version: 4 })), event);
    expect(writesOf(mocked)).toEqual(["Put COPY#copy-1 | COPY if version = 4", inOutbox]);
  });

  it("of two workers at once one has to look again", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("ConditionalCheckFailed", "None"));
    const storing = storeCopyProgress(mocked.table, withNextLap(copy()), event);
    await expect(storing).rejects.toBeInstanceOf(ChangedMeanwhile);
  });

  it("can be read until it expires, deleted or not", async () => {
    mocked.dynamo.on(GetCommand).resolves({ Item: item(copyKey("copy-1"), "copy", copy(), expiresAtEpochSeconds) });
    await expect(readCopy(mocked.table, "copy-1", expiresAtEpochSeconds - 1)).resolves.toEqual(copy());
    await expect(readCopy(mocked.table, "copy-1", expiresAtEpochSeconds)).resolves.toBeUndefined();
  });
});

describe("each target has exactly one result", () => {
  const seen = record({ client: client({ clientId: "C2" }), insurances: [insurance({ clientId: "C2" })] });
  const added = { authorization: pendingCopy, record: seen, settings: settings(), audit };
  const add = () => storeCopied(mocked.table, copy(), added);

  it("created once, in the transaction that adds the authorization as if it had been entered", async () => {
    await expect(add()).resolves.toEqual(created);
    expect(writesOf(mocked)).toEqual([
      resultWrite,
      "Put CLIENT#C2 | AUTH#A9",
      "ConditionCheck CATALOG | ACTIVITY#IND15 if attribute_exists(PK) AND attribute_not_exists(deleted)",
      "Put REFERENCE#ACTIVITY#IND15 | AUTH#A9",
      ...auditedOfAuthorization("C2", "A9"),
    ]);
    expect(itemsPut(mocked, "copyResult")).toMatchObject([{ ...created, expiresAtEpochSeconds }]);
  });

  it("once there is a copy, which names the procedure, no other holds to the setup: many at once would hold each other up", async () => {
    await storeCopied(mocked.table, copy({ created: 1 }), added);
    expect(writesOf(mocked).filter((write) => write.includes("CATALOG"))).toEqual([]);
  });

  it("the procedure was deleted meanwhile: the copy has to decide", async () => {
    const reasons = Array.from({ length: 7 }, () => "None").with(2, "ConditionalCheckFailed");
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled(...reasons));
    await expect(add()).rejects.toBeInstanceOf(EntryDeleted);
  });

  it("a skipped one has it once as well", async () => {
    await storeSkipped(mocked.table, copy(), skipped);
    expect(writesOf(mocked)).toEqual([resultWrite]);
  });

  it.each([
    ["created", created, { clientId: { S: "C2" }, outcome: { S: "CREATED" }, authorizationId: { S: "A9" } }],
    ["skipped", skipped, { clientId: { S: "C2" }, outcome: { S: "SKIPPED" }, reason: { S: "DUPLICATE" } }],
  ])("whoever comes second gets the first one's: %s", async (_, result, fields) => {
    const Item = { PK: { S: "COPY#copy-1" }, SK: { S: "TARGET#C2" }, kind: { S: "copyResult" }, schema: { N: "1" } };
    mocked.dynamo.on(TransactWriteCommand).callsFake(({ TransactItems }) => {
      const reasons = TransactItems.map((_: unknown, index: number) =>
        index === 0 ? { Code: "ConditionalCheckFailed", Item: { ...Item, ...fields } } : { Code: "None" },
      );
      throw cancelled(...reasons);
    });
    for (const storing of [add, () => storeSkipped(mocked.table, copy(), skipped)]) {
      const refusal = await storing().catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(AlreadyCopied);
      expect((refusal as AlreadyCopied).result).toEqual(result);
    }
  });

  it("an insurance that changed meanwhile is looked at again", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("None", "None", "None", "None", "ConditionalCheckFailed"));
    await expect(add()).rejects.toBeInstanceOf(ChangedMeanwhile);
  });

  it("those of a portion are read by one request", async () => {
    const Responses = { "agency-table": [item(copyResultKey("copy-1", "C2"), "copyResult", created, 1)] };
    mocked.dynamo.on(BatchGetCommand).resolves({ Responses });
    await expect(readResults(mocked.table, "copy-1", ["C1", "C2"])).resolves.toEqual([created]);
  });
});

describe("a page of results", () => {
  it("is of counted targets alone, so that pages that follow each other miss none", async () => {
    const items = [item(copyResultKey("copy-1", "C2"), "copyResult", created, 1)];
    mocked.dynamo.on(QueryCommand).resolves({ Items: items, LastEvaluatedKey: copyResultKey("copy-1", "C2") });
    const counted = copy({ plan: planned, countedThrough: "C7" });
    await expect(readResultPage(mocked.table, counted, { limit: 1, afterClientId: "C1" })).resolves.toEqual({
      results: [created],
      unreadable: [],
      lastClientId: "C2",
    });
    const [query] = mocked.dynamo.commandCalls(QueryCommand);
    expect(query?.args[0].input).toMatchObject({
      ExpressionAttributeValues: { ":pk": "COPY#copy-1", ":first": "TARGET#", ":last": "TARGET#C7" },
      ExclusiveStartKey: { PK: "COPY#copy-1", SK: "TARGET#C1" },
      Limit: 1,
    });
  });

  it("is empty while nothing is counted", async () => {
    await expect(readResultPage(mocked.table, copy(), { limit: 50, afterClientId: undefined })).resolves.toEqual({
      results: [],
      unreadable: [],
      lastClientId: null,
    });
    expect(mocked.dynamo.calls()).toEqual([]);
  });
});
