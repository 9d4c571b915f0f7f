import { BatchGetCommand, DeleteCommand, GetCommand, QueryCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AuthorizationCopy } from "../../domain/authorization-copy.ts";
import { AuthorizationCopyContinued } from "../../events/authorization-copy-continued.ts";
import { copyWork } from "../../functions/copy-targets/continue-copy.ts";
import type { DeadLetter } from "../../functions/runtime/dead-letters.ts";
import { inParallel } from "../../functions/runtime/in-parallel.ts";
import { handleBatch } from "../../functions/runtime/queue-function.ts";
import { item } from "../../store/items.ts";
import { copyKey, copyPortionKey } from "../../store/keys.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import { activityCode, catalog, copy, payer } from "../domain/examples.ts";
import { failure, type MockedTable, mockedTable, transactions } from "../store/mocked-table.ts";
import { allowedFields, type LoggedLine, takeLoggedLines } from "./logged-lines.ts";

let mocked: MockedTable;
let lines: LoggedLine[];
let published: UnsentEvent[];
let deadLetters: DeadLetter[];
beforeEach(() => {
  lines = takeLoggedLines();
  published = [];
  deadLetters = [];
  mocked = mockedTable();
  mocked.time.leftMillis = 27_000;
  mocked.dynamo.on(QueryCommand).resolves({ Items: [] });
  mocked.dynamo.on(BatchGetCommand).resolves({ Responses: {} });
  mocked.dynamo.on(TransactWriteCommand).resolves({});
  mocked.dynamo.on(DeleteCommand).resolves({});
});
afterEach(() => {
  vi.restoreAllMocks();
});

const setup = catalog({ payers: [payer()], activityCodes: [activityCode("IND15")] });
const services = () => ({
  agencyId: "willow-creek",
  timeZone: "America/Chicago",
  table: mocked.table,
  now: () => new Date("2026-03-16T15:00:00.000Z"),
  newId: () => "new",
  measure: () => {},
  readCatalog: async () => setup,
  publish: async (events: readonly UnsentEvent[]) => {
    published.push(...events);
    return [...events];
  },
});

const stored = (changes: Partial<AuthorizationCopy>) => {
  const key = copyKey("copy-1");
  mocked.dynamo.on(GetCommand, { Key: key as unknown as Record<string, unknown> }).resolves({
    Item: item(key, "copy", copy(changes)),
  });
};
const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const message = (messageId: string, data: object = { copyId: "copy-1", lap: 1 }) => {
  const told = { eventId: "e1", schemaVersion: 1, occurredAt: "2026-03-16T14:05:00.000Z", agencyId: "w", traceparent };
  const detail = { metadata: told, data };
  const sent = { id: "b1", time: "2026-03-16T14:05:00Z" };
  const event = { ...sent, source: "prior-auth-tracker", "detail-type": "AuthorizationCopyContinued", detail };
  return record(messageId, JSON.stringify(event));
};
const record = (messageId: string, body: string) =>
  ({ messageId, body, attributes: { ApproximateReceiveCount: "1" } }) as SQSRecord;
const failedOf = async (...records: SQSRecord[]) => {
  const keepDeadLetter = async (letter: DeadLetter) => void deadLetters.push(letter);
  const work = copyWork(services());
  const batch = { Records: records } as SQSEvent;
  const { batchItemFailures } = await handleBatch(batch, work, { keepDeadLetter, mostAttempts: 5 });
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};

describe("a message that has a copy carried on", () => {
  it("is done with when the time is over: the next event is stored with the copy, and sent with its trace", async () => {
    stored({ lap: 1, version: 4 });
    mocked.time.leftMillis = 2000;
    await expect(failedOf(message("m1"))).resolves.toEqual([]);
    const [writes = [], ...more] = transactions(mocked);
    expect(more).toEqual([]);
    expect(writes.map(({ Put }) => Put?.Item?.["kind"])).toEqual(["copy", "unsentEvent"]);
    expect(writes[0]?.Put?.Item).toMatchObject({ lap: 2, version: 5 });
    expect(published.map(({ detailType }) => detailType)).toEqual(["AuthorizationCopyContinued"]);
    const { metadata, data } = AuthorizationCopyContinued.parse(JSON.parse(published[0]?.detail ?? ""));
    expect([metadata.traceparent, data]).toEqual([traceparent, { copyId: "copy-1", lap: 2 }]);
  });

  it.each<[string, Partial<AuthorizationCopy>]>([
    ["of a copy that is done", { state: "DONE" }],
    ["of one that another event carries on", { lap: 2 }],
  ])("%s writes nothing", async (_, changes) => {
    stored(changes);
    await expect(failedOf(message("m1"))).resolves.toEqual([]);
    expect(transactions(mocked)).toEqual([]);
  });

  it("comes again when the table can't be reached, and nothing is counted", async () => {
    stored({ plan: { planId: "p", total: 1 } });
    const portion = item(copyPortionKey("copy-1", "p", "C1"), "copyPortion", { clientIds: ["C1"] });
    mocked.dynamo
      .on(QueryCommand, { ExpressionAttributeValues: { ":pk": "COPY#copy-1", ":plan": "PLAN#p#" } })
      .resolves({ Items: [portion] })
      .on(QueryCommand, { ExpressionAttributeValues: { ":pk": "CLIENT#C1" } })
      .rejects(failure("TimeoutError"));
    await expect(failedOf(message("m1"))).resolves.toEqual(["m1"]);
    expect(transactions(mocked)).toEqual([]);
  });

  it("is a dead letter at once when it is no such event: it must not vanish unseen", async () => {
    const records = [
      record("m2", JSON.stringify({ "detail-type": "Other" })),
      record("m3", "{"),
      message("m4", { copyId: "a#b", lap: 1 }),
    ];
    await expect(failedOf(...records)).resolves.toEqual([]);
    expect(deadLetters.map(({ body, code }) => [body, code])).toEqual(
      records.map(({ body }) => [body, "VALIDATION_FAILED"]),
    );
  });

  it("is logged by ids", async () => {
    stored({ state: "DONE" });
    await failedOf(message("m1"), message("m2", {}));
    const told = lines.map(({ event, messageId, copyId, outcome }) => ({ event, messageId, copyId, outcome }));
    expect(told).toContainEqual({ event: "handled", messageId: "m1", copyId: "copy-1", outcome: "SUPERSEDED" });
    expect(told.map(({ messageId }) => messageId)).toContain("m2");
    const known = [...allowedFields, "level", "time", "error", "place", "cause"];
    for (const line of lines) expect(Object.keys(line).filter((field) => !known.includes(field))).toEqual([]);
  });
});

describe("Does something with each item, so many at a time", () => {
  it("all of them, never more at once", async () => {
    let [now, most] = [0, 0];
    const results = await inParallel([1, 2, 3, 4, 5], 2, async (number) => {
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
      return number * 10;
    });
    expect(results.sort((a, b) => a - b)).toEqual([10, 20, 30, 40, 50]);
    expect(most).toBe(2);
  });

  it("until it is over: what is begun is finished, nothing more is begun", async () => {
    const begun: number[] = [];
    const results = await inParallel(
      [1, 2, 3, 4],
      1,
      async (number) => {
        begun.push(number);
        return number;
      },
      () => begun.length === 2,
    );
    expect([begun, results]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it("when one fails no further one is begun, those under way are waited for, and the first error is thrown", async () => {
    const slow = Promise.withResolvers<void>();
    const finished: number[] = [];
    const working = inParallel([1, 2, 3], 2, async (number) => {
      if (number === 1) throw new Error("first");
      await slow.promise;
      finished.push(number);
    });
    slow.resolve();
    await expect(working).rejects.toThrow("first");
    expect(finished).toEqual([2]);
  });
});
