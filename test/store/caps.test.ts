import { GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import type { Cap } from "../../domain/cap.ts";
import type { AwaitedCap } from "../../store/awaited-caps.ts";
import { AlreadyApplied, readCap, storeCap } from "../../store/caps.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { item } from "../../store/items.ts";
import { capKey, closedCapKey, type Key } from "../../store/keys.ts";
import { cap, confirmedVersion } from "../domain/examples.ts";
import { cancelled, itemsPut, type MockedTable, mockedTable, writesOf } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

const nowEpochSeconds = 1_800_000_000;
const acknowledgement = {
  eventId: "ack-1",
  occurredAt: "2026-03-16T14:05:01.000Z",
  detailType: "CapUpdated",
  detail: "{}",
};
const store = (changes: Partial<Cap> = {}, previous?: Cap, awaited?: AwaitedCap) =>
  storeCap(mocked.table, {
    cap: cap(changes),
    previous,
    awaited,
    eventId: "event-1",
    acknowledgement,
    nowEpochSeconds,
  });

const acknowledged = expect.stringMatching(
  /^Put OUTBOX#\d \| 2026-03-16T14:05:01\.000Z#ack-1 if attribute_not_exists\(PK\)$/,
);
const seen = "Put EVENT#event-1 | SEEN if attribute_not_exists(PK) OR expiresAtEpochSeconds <= 1800000000";

describe("Billing writes ONE transaction: event seen (condition: not there), cap, acknowledgement", () => {
  beforeEach(() => {
    mocked.dynamo.on(TransactWriteCommand).resolves({});
  });

  it("a first cap: only while there is none, open or closed", async () => {
    await store();
    expect(writesOf(mocked)).toEqual([
      seen,
      "Put CLIENT#C1001 | CAP#A3001 if attribute_not_exists(PK)",
      acknowledged,
      "ConditionCheck CLIENT#C1001#HISTORY | CAP#A3001 if attribute_not_exists(PK)",
    ]);
    expect(itemsPut(mocked, "cap")).toEqual([item(capKey("C1001", "A3001"), "cap", cap())]);
  });

  it("a changed cap: only over the version that was read", async () => {
    await store({ version: 5 }, cap({ version: 4 }));
    expect(writesOf(mocked)).toEqual([seen, "Put CLIENT#C1001 | CAP#A3001 if version = 4", acknowledged]);
  });

  it("a cap that closes moves to the history, so that the tracker's one Query does not grow with it", async () => {
    await store({ version: 5, discontinuedVersion: 7 }, cap({ version: 4 }));
    expect(writesOf(mocked)).toEqual([
      seen,
      "Put CLIENT#C1001#HISTORY | CAP#A3001 if attribute_not_exists(PK)",
      acknowledged,
      "Delete CLIENT#C1001 | CAP#A3001 if version = 4",
    ]);
  });

  it("a closed cap that is told of late stays where it is", async () => {
    await store({ version: 5, discontinuedVersion: 7 }, cap({ version: 4, discontinuedVersion: 7 }));
    expect(writesOf(mocked)).toEqual([seen, "Put CLIENT#C1001#HISTORY | CAP#A3001 if version = 4", acknowledged]);
  });

  it("remembers the event longer than dead letters are kept (14 days)", async () => {
    await store();
    const [mark] = itemsPut(mocked, "eventSeen");
    expect(mark?.["expiresAtEpochSeconds"]).toBeGreaterThan(nowEpochSeconds + 14 * 86_400);
  });
});

describe("what was awaited is no longer awaited when the cap has its version", () => {
  const awaited = (version: number): AwaitedCap => ({
    clientId: "C1001",
    authorizationId: "A3001",
    version,
    toldAt: "2026-03-16T14:05:00.000Z",
  });
  const removed = (version: number) =>
    expect.stringMatching(new RegExp(`^Delete AWAITED#\\d \\| C1001#A3001 if version = ${version}$`));
  beforeEach(() => {
    mocked.dynamo.on(TransactWriteCommand).resolves({});
  });

  it.each<[string, Partial<Cap>, AwaitedCap | undefined, boolean]>([
    ["the version that was awaited", { confirmed: confirmedVersion({ version: 3 }) }, awaited(3), true],
    ["a newer one", { confirmed: confirmedVersion({ version: 5 }) }, awaited(3), true],
    ["an older one", { confirmed: confirmedVersion({ version: 1 }) }, awaited(3), false],
    ["the discontinuation, with a confirmed version awaited", { discontinuedVersion: 3 }, awaited(1), true],
    ["the confirmed version, with its discontinuation awaited", { confirmed: confirmedVersion() }, awaited(3), false],
    ["nothing awaited", {}, undefined, false],
  ])("%s", async (_, changes, told, done) => {
    await store({ version: 2, ...changes }, cap({ version: 1, ...changes }), told);
    const writes = writesOf(mocked).filter((each) => each.includes("AWAITED"));
    expect(writes).toEqual(done ? [removed(told?.version ?? 0)] : []);
  });

  it("a later confirm in the same moment makes billing read again", async () => {
    const reasons = ["None", "None", "None", "ConditionalCheckFailed"];
    mocked.dynamo.on(TransactWriteCommand).rejectsOnce(cancelled(...reasons));
    await expect(store({ version: 2 }, cap(), awaited(1))).rejects.toBeInstanceOf(ChangedMeanwhile);
  });
});

describe("one event twice, or version 1 after version 2: one cap with version 2", () => {
  const failed = (...indexes: number[]) =>
    cancelled(...[0, 1, 2, 3].map((index) => (indexes.includes(index) ? "ConditionalCheckFailed" : "None")));
  it.each([
    ["the event was applied before", failed(0), AlreadyApplied],
    ["the event was applied before, the cap is newer", failed(0, 1), AlreadyApplied],
    ["the cap was changed meanwhile", failed(1), ChangedMeanwhile],
    ["the cap was closed meanwhile", failed(3), ChangedMeanwhile],
  ])("%s", async (_, cancellation, refusal) => {
    mocked.dynamo.on(TransactWriteCommand).rejectsOnce(cancellation);
    await expect(store()).rejects.toBeInstanceOf(refusal);
    expect(mocked.pauses).toEqual([]);
  });

  it("a conflict says nothing of that: it is tried again", async () => {
    mocked.dynamo
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled("None", "TransactionConflict", "None"))
      .resolvesOnce({});
    await expect(store()).resolves.toBeUndefined();
  });
});

describe("the cap as it stands", () => {
  const holds = (key: Key, known: Cap | undefined) => {
    const Item = known === undefined ? {} : { Item: item(key, "cap", known) };
    mocked.dynamo.on(GetCommand, { Key: key as unknown as Record<string, unknown> }).resolves(Item);
  };

  it("is read by client and authorization, open or closed", async () => {
    const closed = cap({ authorizationId: "A9", discontinuedVersion: 7 });
    holds(capKey("C1001", "A3001"), cap());
    holds(capKey("C1001", "A9"), undefined);
    holds(closedCapKey("C1001", "A9"), closed);
    await expect(readCap(mocked.table, "C1001", "A3001")).resolves.toEqual(cap());
    await expect(readCap(mocked.table, "C1001", "A9")).resolves.toEqual(closed);
  });

  it("is undefined where there is none", async () => {
    mocked.dynamo.on(GetCommand).resolves({});
    await expect(readCap(mocked.table, "C1001", "A3001")).resolves.toBeUndefined();
  });

  it("one that closes between the two reads is found: the open one is looked for first", async () => {
    mocked.dynamo.on(GetCommand).resolves({});
    await readCap(mocked.table, "C1001", "A3001");
    const keys = mocked.dynamo.commandCalls(GetCommand).map(({ args: [command] }) => command.input.Key);
    expect(keys).toEqual([capKey("C1001", "A3001"), closedCapKey("C1001", "A3001")]);
  });
});
