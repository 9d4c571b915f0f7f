import { DeleteCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { item } from "../../store/items.ts";
import { outboxKey, outboxPartitions } from "../../store/keys.ts";
import { outboxEntry, removeSent, type UnsentEvent, unsentEvents } from "../../store/outbox.ts";
import { failure, type MockedTable, mockedTable } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

const unsent = (eventId: string, occurredAt = "2026-03-16T14:05:00.000Z"): UnsentEvent => ({
  eventId,
  occurredAt,
  detailType: "CapUpdated",
  detail: '{"metadata":{},"data":{}}',
});
const stored = (event: UnsentEvent) => item(outboxKey(event.occurredAt, event.eventId), "unsentEvent", event);

describe("an event that is stored and may not have reached the bus yet", () => {
  it("is kept whole, once, under when it occurred and its id", () => {
    const event = unsent("e-1");
    expect(outboxEntry(event).action).toEqual({
      Put: {
        Item: stored(event),
        ConditionExpression: "attribute_not_exists(#pk)",
        ExpressionAttributeNames: { "#pk": "PK" },
      },
    });
    expect(outboxKey(event.occurredAt, "e-1")).toMatchObject({ SK: "2026-03-16T14:05:00.000Z#e-1" });
  });

  it("is an error when its id was used before", () => {
    expect(outboxEntry(unsent("e-1")).refused(undefined)).toBeInstanceOf(Error);
  });

  it("is taken off by its key", async () => {
    mocked.dynamo.on(DeleteCommand).resolves({});
    await removeSent(mocked.table, unsent("e-1"));
    const [call, ...more] = mocked.dynamo.commandCalls(DeleteCommand);
    expect(more).toEqual([]);
    expect(call?.args[0].input).toEqual({
      TableName: "agency-table",
      Key: outboxKey("2026-03-16T14:05:00.000Z", "e-1"),
    });
  });

  it("stays when the table can't be reached", async () => {
    mocked.dynamo.on(DeleteCommand).rejects(failure("TimeoutError"));
    await expect(removeSent(mocked.table, unsent("e-1"))).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });
});

describe("The oldest events that were not taken off the outbox", () => {
  it("come from every partition, oldest first", async () => {
    const events = [3, 1, 2, 0].map((hour) => unsent(`e-${hour}`, `2026-03-16T0${hour}:00:00.000Z`));
    for (const [index, partition] of outboxPartitions.entries())
      mocked.dynamo
        .on(QueryCommand, { ExpressionAttributeValues: { ":pk": partition } })
        .resolves({ Items: events.slice(index, index + 1).map(stored) });
    const found = await unsentEvents(mocked.table);
    expect(found.map(({ eventId }) => eventId)).toEqual(["e-0", "e-1", "e-2", "e-3"]);
    expect(found[0]).toEqual(events[3]);
    const asked = mocked.dynamo.commandCalls(QueryCommand).map(({ args: [command] }) => command.input);
    expect(asked.map(({ ExpressionAttributeValues }) => ExpressionAttributeValues?.[":pk"])).toEqual(outboxPartitions);
    expect(asked.every(({ Limit, ConsistentRead }) => Limit !== undefined && ConsistentRead === true)).toBe(true);
  });

  it("are none when it is empty", async () => {
    mocked.dynamo.on(QueryCommand).resolves({});
    await expect(unsentEvents(mocked.table)).resolves.toEqual([]);
  });

  it("a malformed one is an error, never skipped", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: [{ ...stored(unsent("e-1")), detail: 7 }] });
    await expect(unsentEvents(mocked.table)).rejects.toThrow();
  });
});
