import { DeleteCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { resendUnsent } from "../../functions/resend/resend-unsent.ts";
import type { Measure } from "../../functions/runtime/metrics.ts";
import { deliver } from "../../functions/runtime/outbox-delivery.ts";
import { mostEventsPerCall, type Publish } from "../../functions/runtime/publisher.ts";
import { item } from "../../store/items.ts";
import { outboxKey } from "../../store/keys.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import { failure, type MockedTable, mockedTable } from "../store/mocked-table.ts";
import { allowedFields, type LoggedLine, takeLoggedLines } from "./logged-lines.ts";

let mocked: MockedTable;
let lines: LoggedLine[];
beforeEach(() => {
  mocked = mockedTable();
  lines = takeLoggedLines();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const minute = (index: number) => `2026-03-16T14:${String(index).padStart(2, "0")}:00.000Z`;
const event = (index: number): UnsentEvent => ({
  eventId: `e${index}`,
  occurredAt: minute(index),
  detailType: "CapUpdated",
  detail: '{"data":{"clientId":"C1001"}}',
});
const events = (count: number) => Array.from({ length: count }, (_, index) => event(index));

const services = (publish: Publish, measure: Measure = () => {}) => ({
  agencyId: "willow-creek",
  timeZone: "America/Chicago",
  table: mocked.table,
  now: () => new Date("2026-03-16T15:00:00.000Z"),
  newId: () => "new",
  measure,
  publish,
});

/** An outbox that holds some events; what is deleted is gone. */
function outboxWith(unsent: readonly UnsentEvent[]) {
  const held = new Map(unsent.map((each) => [JSON.stringify(outboxKey(each.occurredAt, each.eventId)), each]));
  mocked.dynamo.on(QueryCommand).callsFake((input) => {
    const partition = input.ExpressionAttributeValues[":pk"];
    const stored = [...held.values()].map((each) =>
      item(outboxKey(each.occurredAt, each.eventId), "unsentEvent", each),
    );
    return { Items: stored.filter(({ PK }) => PK === partition) };
  });
  mocked.dynamo.on(DeleteCommand).callsFake((input) => {
    held.delete(JSON.stringify(input.Key));
    return {};
  });
  return { left: () => [...held.values()].map(({ eventId }) => eventId) };
}

describe("Puts stored events on the bus and takes those that it took off the outbox", () => {
  it.each<[string, Publish, string[]]>([
    ["all", async (sent) => [...sent], []],
    ["all but one", async (sent) => sent.filter(({ eventId }) => eventId !== "e1"), ["e1"]],
    ["none", async () => [], ["e0", "e1", "e2"]],
  ])("%s", async (_, publish, left) => {
    const outbox = outboxWith(events(3));
    await expect(deliver(services(publish), events(3))).resolves.toBe(3 - left.length);
    expect(outbox.left()).toEqual(left);
  });

  it("Never throws: what stays behind is stored, and `resend` sends it", async () => {
    const outbox = outboxWith(events(2));
    const unreachable = () => Promise.reject(failure("TimeoutError"));
    await expect(deliver(services(unreachable), events(2))).resolves.toBe(0);
    expect(outbox.left()).toEqual(["e0", "e1"]);
  });

  it("nor when the table can't be reached afterwards: the event goes out once more, with the same id", async () => {
    const outbox = outboxWith(events(3));
    const first = outboxKey(minute(1), "e1") as unknown as Record<string, unknown>;
    mocked.dynamo.on(DeleteCommand, { Key: first }).rejects(failure("ThrottlingException"));
    await expect(
      deliver(
        services(async (sent) => [...sent]),
        events(3),
      ),
    ).resolves.toBeLessThan(3);
    expect(outbox.left()).toContain("e1");
    expect(outbox.left()).not.toContain("e0");
  });

  it("logs ids of events, never what is in them", async () => {
    outboxWith(events(2));
    await deliver(
      services(async ([first]) => (first === undefined ? [] : [first])),
      events(2),
    );
    expect(lines.map(({ eventId, detailType }) => [eventId, detailType])).toEqual([
      ["e0", "CapUpdated"],
      ["e1", "CapUpdated"],
    ]);
    const fields = lines.flatMap((line) => Object.keys(line));
    expect(fields.filter((field) => ![...allowedFields, "level", "time"].includes(field))).toEqual([]);
  });
});

describe("Publishes what is left in the outbox, oldest first, until it is empty, the time is up or the bus takes nothing", () => {
  const longEnough = () => 60_000;

  it("drains it, as many events at once as one call takes", async () => {
    const outbox = outboxWith(events(25));
    const calls: string[][] = [];
    const publish: Publish = async (sent) => {
      calls.push(sent.map(({ eventId }) => eventId));
      return [...sent];
    };
    await expect(resendUnsent(services(publish), longEnough)).resolves.toEqual({ sent: 25 });
    expect(outbox.left()).toEqual([]);
    expect(calls.flat()).toEqual(events(25).map(({ eventId }) => eventId));
    expect(Math.max(...calls.map(({ length }) => length))).toBeLessThanOrEqual(mostEventsPerCall);
  });

  it("sends nothing from an empty one", async () => {
    outboxWith([]);
    const publish = vi.fn<Publish>();
    await expect(resendUnsent(services(publish), longEnough)).resolves.toEqual({ sent: 0 });
    expect(publish).not.toHaveBeenCalled();
  });

  it("stops after a round in which the bus took nothing", async () => {
    const outbox = outboxWith(events(25));
    const publish = vi.fn<Publish>(async () => []);
    await expect(resendUnsent(services(publish), longEnough)).resolves.toEqual({ sent: 0 });
    expect(publish).toHaveBeenCalledTimes(3);
    expect(outbox.left()).toHaveLength(25);
  });

  it("stops when the bus can't be reached", async () => {
    const outbox = outboxWith(events(25));
    const publish = vi.fn<Publish>(() => Promise.reject(failure("TimeoutError")));
    await expect(resendUnsent(services(publish), longEnough)).resolves.toEqual({ sent: 0 });
    expect(publish).toHaveBeenCalledTimes(3);
    expect(outbox.left()).toHaveLength(25);
  });

  it("ten that the bus never takes, enough to fill a call, hold up none behind them", async () => {
    const refused = new Set(events(10).map(({ eventId }) => eventId));
    const outbox = outboxWith(events(25));
    const publish: Publish = async (sent) => sent.filter(({ eventId }) => !refused.has(eventId));
    await expect(resendUnsent(services(publish), longEnough)).resolves.toEqual({ sent: 15 });
    expect(outbox.left()).toHaveLength(10);
  });

  it("one that the bus never takes does not hold up the others, nor goes round for ever", async () => {
    const outbox = outboxWith(events(25));
    const publish: Publish = async (sent) => sent.filter(({ eventId }) => eventId !== "e3");
    await expect(resendUnsent(services(publish), longEnough)).resolves.toEqual({ sent: 24 });
    expect(outbox.left()).toEqual(["e3"]);
  });

  it("stops when time is short, before it begins another call", async () => {
    const outbox = outboxWith(events(25));
    const left = [30_000, 12_000, 7_000, 0];
    const publish = vi.fn<Publish>(async (sent) => [...sent]);
    await expect(resendUnsent(services(publish), () => left.shift() ?? 0)).resolves.toEqual({ sent: 20 });
    expect(outbox.left()).toHaveLength(5);
    expect(publish).toHaveBeenCalledTimes(2);
  });

  it.each([
    [[event(50), event(59)], 600],
    [[], 0],
  ])("tells how old the oldest one is: it is what an alarm looks at (%#)", async (unsent, ageSeconds) => {
    outboxWith(unsent);
    const measure = vi.fn<Measure>();
    await resendUnsent(
      services(async (sent) => [...sent], measure),
      longEnough,
    );
    expect(measure.mock.calls).toEqual([[{ OldestUnsentEventAgeSeconds: ageSeconds }]]);
  });

  it("fails when the outbox can't be read, so that the failure is seen", async () => {
    mocked.dynamo.on(QueryCommand).rejects(failure("ThrottlingException"));
    await expect(
      resendUnsent(
        services(async () => []),
        longEnough,
      ),
    ).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });
});
