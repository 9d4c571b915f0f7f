import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from "@aws-sdk/client-eventbridge";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { busPublisher, mostEventsPerCall } from "../../functions/runtime/publisher.ts";
import type { UnsentEvent } from "../../store/outbox.ts";

const bus = mockClient(EventBridgeClient);
beforeEach(() => {
  bus.reset();
});
afterEach(() => {
  bus.reset();
});

const event = (eventId: string): UnsentEvent => ({
  eventId,
  occurredAt: "2026-03-16T14:05:00.000Z",
  detailType: "CapUpdated",
  detail: `{"metadata":{"eventId":"${eventId}"}}`,
});
const events = [event("e1"), event("e2"), event("e3")];
const publish = busPublisher("agency-bus");

describe("Puts events on the agency's bus", () => {
  it("as our own, each with its detail as it is", async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: "b1" }] });
    await publish([event("e1")]);
    const [call, ...more] = bus.commandCalls(PutEventsCommand);
    expect(more).toEqual([]);
    expect(call?.args[0].input).toEqual({
      Entries: [
        {
          EventBusName: "agency-bus",
          Source: "prior-auth-tracker",
          DetailType: "CapUpdated",
          Time: new Date("2026-03-16T14:05:00.000Z"),
          Detail: '{"metadata":{"eventId":"e1"}}',
        },
      ],
    });
  });

  it("as many at once as one call takes", () => {
    expect(mostEventsPerCall).toBe(10);
  });
});

describe("checks FailedEntryCount: Answers those that the bus took", () => {
  const refused = { ErrorCode: "ThrottlingException", ErrorMessage: "slow down" };
  it.each<[string, PutEventsResultEntry[], string[]]>([
    ["all", [{ EventId: "b1" }, { EventId: "b2" }, { EventId: "b3" }], ["e1", "e2", "e3"]],
    ["all but the first", [refused, { EventId: "b2" }, { EventId: "b3" }], ["e2", "e3"]],
    ["all but the second", [{ EventId: "b1" }, refused, { EventId: "b3" }], ["e1", "e3"]],
    ["none", [refused, refused, refused], []],
    ["those it answered for", [{ EventId: "b1" }], ["e1"]],
    ["none that it did not answer for", [], []],
  ])("%s", async (_, Entries, taken) => {
    const FailedEntryCount = Entries.filter(({ EventId }) => EventId === undefined).length;
    bus.on(PutEventsCommand).resolves({ FailedEntryCount, Entries });
    const answered = await publish(events);
    expect(answered).toEqual(events.filter(({ eventId }) => taken.includes(eventId)));
  });

  it("an answer without entries took nothing", async () => {
    bus.on(PutEventsCommand).resolves({});
    await expect(publish(events)).resolves.toEqual([]);
  });

  it("throws when the bus can't be reached at all", async () => {
    const error = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    bus.on(PutEventsCommand).rejects(error);
    await expect(publish(events)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
