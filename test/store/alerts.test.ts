import { BatchGetCommand, GetCommand, QueryCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import type { ExpiringAlerts } from "../../domain/expiring-alert.ts";
import { noneExpiring } from "../../domain/expiring-counts.ts";
import type { RunningLowAlerts } from "../../domain/running-low-alert.ts";
import {
  readAlertable,
  readExpiringAlerts,
  readRunningLowAlerts,
  storeExpiringAlerts,
  storeRunningLowAlert,
} from "../../store/alerts.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { item } from "../../store/items.ts";
import {
  authorizationKey,
  clientKey,
  discontinuedKey,
  expiringAlertsKey,
  insuranceKey,
  runningLowAlertsKey,
  runningLowKey,
} from "../../store/keys.ts";
import { readRemindProgress, saveRemindProgress } from "../../store/remind-progress.ts";
import { type RunningLowEntry, readRunningLow, readRunningLowPage, removeRunningLow } from "../../store/running-low.ts";
import { authorization, client, discontinued, insurance } from "../domain/examples.ts";
import { cancelled, itemsPut, type MockedTable, mockedTable, transactions, writesOf } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
  mocked.dynamo.on(TransactWriteCommand).resolves({});
});

const event = (eventId: string) => ({
  eventId,
  occurredAt: "2026-03-16T11:00:00.000Z",
  detailType: "AuthorizationExpiring",
  detail: "{}",
});
const inOutbox = expect.stringMatching(
  /^Put OUTBOX#\d \| 2026-03-16T11:00:00\.000Z#e\d if attribute_not_exists\(PK\)$/,
);
const ids = { authorizationId: "A3001", clientId: "C1001" };
const told: ExpiringAlerts = { ...ids, expirationDate: "2026-03-23", threshold: 7, version: 1 };
const low: RunningLowAlerts = { ...ids, threshold: 2, unitsUsed: 8, visitsUsed: 3, version: 1 };
const entry = (changes: Partial<RunningLowEntry> = {}): RunningLowEntry => ({
  ...ids,
  unitsLeft: 2,
  visitsLeft: null,
  unitsUsed: 8,
  visitsUsed: 3,
  version: 9,
  ...changes,
});
const stored = (each: RunningLowEntry) => item(runningLowKey(each.clientId, each.authorizationId), "runningLow", each);

describe("the record that an alert was given and its event are one transaction", () => {
  it("of the end: each alert with an event of its own", async () => {
    const change = { authorizationId: "A3001", alerts: told, events: [event("e1"), event("e2")] };
    await storeExpiringAlerts(mocked.table, change);
    expect(writesOf(mocked)).toEqual(["Put ALERTS#A3001 | EXPIRING if attribute_not_exists(PK)", inOutbox, inOutbox]);
    expect(itemsPut(mocked, "expiringAlerts")).toMatchObject([told]);
    expect(itemsPut(mocked, "unsentEvent")).toMatchObject([event("e1"), event("e2")]);
  });

  it("of what is left: with the entry of the list, as it was read", async () => {
    await storeRunningLowAlert(mocked.table, { entry: entry(), alerts: low, event: event("e1") });
    expect(writesOf(mocked)).toEqual([
      "Put ALERTS#A3001 | RUNNING_LOW if attribute_not_exists(PK)",
      "Delete RUNNING_LOW#1 | C1001#A3001 if version = 9",
      inOutbox,
    ]);
    expect(itemsPut(mocked, "runningLowAlerts")).toMatchObject([low]);
  });

  it("a further one replaces the record as it was read", async () => {
    const alerts = { ...told, version: 4 };
    await storeExpiringAlerts(mocked.table, { authorizationId: "A3001", alerts, events: [event("e1")] });
    expect(writesOf(mocked)[0]).toBe("Put ALERTS#A3001 | EXPIRING if version = 3");
  });

  it("somebody was quicker: decided again", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("ConditionalCheckFailed", "None", "None"));
    const expiring = { authorizationId: "A3001", alerts: told, events: [event("e1")] };
    await expect(storeExpiringAlerts(mocked.table, expiring)).rejects.toBeInstanceOf(ChangedMeanwhile);
    const running = { entry: entry(), alerts: low, event: event("e1") };
    await expect(storeRunningLowAlert(mocked.table, running)).rejects.toBeInstanceOf(ChangedMeanwhile);
  });

  it("an entry that calls for nothing is taken off as it was read", async () => {
    await removeRunningLow(mocked.table, entry());
    expect(writesOf(mocked)).toEqual(["Delete RUNNING_LOW#1 | C1001#A3001 if version = 9"]);
  });
});

describe("what was given", () => {
  it("is read where it is kept, apart from the client", async () => {
    mocked.dynamo.on(GetCommand).resolves({});
    mocked.dynamo
      .on(GetCommand, { Key: expiringAlertsKey("A3001"), ConsistentRead: true })
      .resolves({ Item: item(expiringAlertsKey("A3001"), "expiringAlerts", told) })
      .on(GetCommand, { Key: runningLowAlertsKey("A3001"), ConsistentRead: true })
      .resolves({ Item: item(runningLowAlertsKey("A3001"), "runningLowAlerts", low) });
    expect(await readExpiringAlerts(mocked.table, "A3001")).toEqual(told);
    expect(await readRunningLowAlerts(mocked.table, "A3001")).toEqual(low);
    expect(await readExpiringAlerts(mocked.table, "A3002")).toBeUndefined();
    expect(await readRunningLowAlerts(mocked.table, "A3002")).toBeUndefined();
    expect(await readRunningLow(mocked.table, ids)).toBeUndefined();
  });

  it("that does not fit is an error", async () => {
    const wrong = item(expiringAlertsKey("A3001"), "expiringAlerts", { ...told, threshold: 13 });
    mocked.dynamo.on(GetCommand).resolves({ Item: wrong });
    await expect(readExpiringAlerts(mocked.table, "A3001")).rejects.toMatchObject({
      code: "RECORD_UNREADABLE",
      cause: { message: expect.stringContaining("not well formed: threshold") },
    });
  });
});

describe("nothing is told of an authorization with which nobody can do anything", () => {
  const its = (status: "ACTIVE" | "INACTIVE", priorAuthsRequired = true) =>
    item(insuranceKey("C1001", "I2001"), "insurance", insurance({ status, priorAuthsRequired }));
  const open = item(authorizationKey("C1001", "A3001"), "authorization", authorization());
  const gone = item(discontinuedKey("C1001", "A3001"), "authorization", authorization(discontinued()));
  it.each([
    ["under an insurance that takes authorizations", [open, its("ACTIVE")], true],
    ["under an inactive one", [open, its("INACTIVE")], false],
    ["under one that is not marked", [open, its("ACTIVE", false)], false],
    ["discontinued", [gone, its("ACTIVE")], false],
    ["gone", [its("ACTIVE")], false],
  ])("%s: %s", async (_, items, isAlertable) => {
    const all = [item(clientKey("C1001"), "client", client()), ...items];
    mocked.dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
      Responses: {
        [mocked.table.name]: all.filter(({ PK, SK }) =>
          RequestItems[mocked.table.name].Keys.some(
            (key: { PK: string; SK: string }) => key.PK === PK && key.SK === SK,
          ),
        ),
      },
    }));
    expect((await readAlertable(mocked.table, ids))?.authorizationId).toBe(isAlertable ? "A3001" : undefined);
  });
});

describe("the list of those that run low", () => {
  it("is read from all its partitions, in the order of ids, a page at a time", async () => {
    const all = [entry({ authorizationId: "A1" }), entry({ authorizationId: "A2" }), entry({ clientId: "C0999" })];
    mocked.dynamo.on(QueryCommand).callsFake(({ ExpressionAttributeValues }) => ({
      Items: all.map(stored).filter(({ PK }) => PK === ExpressionAttributeValues[":pk"]),
    }));
    expect(await readRunningLowPage(mocked.table, { limit: 2, after: undefined })).toEqual([all[2], all[0]]);
  });

  it("goes on behind an entry", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: [] });
    await readRunningLowPage(mocked.table, { limit: 2, after: "C1001#A3001" });
    const asked = mocked.dynamo.commandCalls(QueryCommand).map(({ args: [{ input }] }) => input);
    expect(asked.map(({ ExpressionAttributeValues }) => ExpressionAttributeValues)).toEqual(
      [0, 1, 2, 3].map((shard) => ({ ":pk": `RUNNING_LOW#${shard}`, ":first": "C1001#A3001 ", ":last": "~" })),
    );
  });
});

describe("how far the look at all has come", () => {
  it.each([
    { doneOn: "2026-03-15" },
    { doneOn: "2026-03-15", unfinished: { day: "2026-03-16", from: "2026-03-20#C#A ", counts: noneExpiring } },
  ])("is kept: %j", async (progress) => {
    await saveRemindProgress(mocked.table, progress);
    const [[action] = []] = transactions(mocked);
    mocked.dynamo.on(GetCommand, { Key: { PK: "REMIND", SK: "PROGRESS" } }).resolves({ Item: action?.["Put"]?.Item });
    expect(await readRemindProgress(mocked.table)).toEqual(progress);
  });

  it("is nothing before the first time", async () => {
    mocked.dynamo.on(GetCommand).resolves({});
    expect(await readRemindProgress(mocked.table)).toEqual({});
  });
});
