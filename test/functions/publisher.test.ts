import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from "@aws-sdk/client-eventbridge";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { busPublisher, mostEventsPerCall } from "../../functions/runtime/publisher.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import type { RetryBudget } from "../../store/retry-budget.ts";
import { failure } from "../store/mocked-table.ts";

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
/** What is left of the call's time: a pause takes 100 ms of it. */
let leftMillis: number;
beforeEach(() => {
  leftMillis = 7000;
});
const pauses: number[] = [];
const budget: RetryBudget = {
  remainingMillis: () => leftMillis,
  pause: async (attempt) => {
    pauses.push(attempt);
    leftMillis -= 100;
  },
};
const publish = busPublisher("agency-bus", budget);
/** The events of each call to the bus. */
const calls = () =>
  bus
    .commandCalls(PutEventsCommand)
    .map(({ args: [{ input }] }) =>
      (input.Entries ?? []).map(({ Detail }) => JSON.parse(Detail ?? "").metadata.eventId),
    );

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
  const refused = { ErrorCode: "MalformedDetail", ErrorMessage: "no" };
  it.each<[string, PutEventsResultEntry[], string[]]>([
    ["all", [{ EventId: "b1" }, { EventId: "b2" }, { EventId: "b3" }], ["e1", "e2", "e3"]],
    ["all but the first", [refused, { EventId: "b2" }, { EventId: "b3" }], ["e2", "e3"]],
    ["all but the second", [{ EventId: "b1" }, refused, { EventId: "b3" }], ["e1", "e3"]],
    ["none", [refused, refused, refused], []],
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
    bus.on(PutEventsCommand).rejects(failure("Error", { code: "ECONNREFUSED" }));
    await expect(publish(events)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("PutEvents resends only the failed entries", () => {
  /** How the bus answers call after call: an id, an error code or nothing for each entry; or it fails altogether. */
  const answers = (...answered: (readonly (string | undefined)[] | Error)[]) => {
    const left = [...answered];
    bus.on(PutEventsCommand).callsFake(() => {
      const answer = left.length > 1 ? left.shift() : left[0];
      if (answer instanceof Error) throw answer;
      const Entries = answer?.map((word) => (word?.startsWith("b") ? { EventId: word } : { ErrorCode: word }));
      return { Entries };
    });
  };
  const throttled = "ThrottlingException";
  const lost = failure("TimeoutError");

  it.each<[string, Parameters<typeof answers>, string[][], string[]]>([
    [
      "one that was throttled, until it is taken",
      [["b1", throttled, "b3"], [throttled], ["b2"]],
      [["e1", "e2", "e3"], ["e2"], ["e2"]],
      ["e1", "e2", "e3"],
    ],
    [
      "some that failed inside, each call fewer",
      [["InternalFailure", throttled, "b3"], ["b1", throttled], ["b2"]],
      [["e1", "e2", "e3"], ["e1", "e2"], ["e2"]],
      ["e1", "e2", "e3"],
    ],
    [
      "those that it did not answer for",
      [["b1"], ["b2", "b3"]],
      [
        ["e1", "e2", "e3"],
        ["e2", "e3"],
      ],
      ["e1", "e2", "e3"],
    ],
    [
      "none that it refuses for good",
      [["b1", "MalformedDetail", "NotAuthorizedForSourceException"]],
      [["e1", "e2", "e3"]],
      ["e1"],
    ],
    [
      "all of a call that was not answered",
      [lost, ["b1", "b2", "b3"]],
      [
        ["e1", "e2", "e3"],
        ["e1", "e2", "e3"],
      ],
      ["e1", "e2", "e3"],
    ],
    [
      "of those left over, when a later call is not answered",
      [["b1", throttled, throttled], lost, ["b2", "b3"]],
      [
        ["e1", "e2", "e3"],
        ["e2", "e3"],
        ["e2", "e3"],
      ],
      ["e1", "e2", "e3"],
    ],
    [
      "none after a failure that stays",
      [["b1", throttled, throttled], failure("AccessDeniedException")],
      [
        ["e1", "e2", "e3"],
        ["e2", "e3"],
      ],
      ["e1"],
    ],
  ])("%s", async (_, answered, sent, taken) => {
    answers(...answered);
    const result = await publish(events);
    expect(calls()).toEqual(sent);
    expect(result.map(({ eventId }) => eventId)).toEqual(taken);
  });

  it("for a second: `resend` sends what the bus does not take by then", async () => {
    answers([throttled]);
    await expect(publish([event("e1")])).resolves.toEqual([]);
    expect(calls()).toHaveLength(10);
    expect(leftMillis).toBe(6000);
  });

  it("once when the bus does not answer: that takes longer than a second", async () => {
    bus.on(PutEventsCommand).callsFake(() => {
      leftMillis -= 2000;
      throw lost;
    });
    await expect(publish(events)).rejects.toBe(lost);
    expect(calls()).toHaveLength(1);
  });

  it("within the call's time, however little that is", async () => {
    leftMillis = 250;
    answers([throttled]);
    await expect(publish([event("e1")])).resolves.toEqual([]);
    expect(calls()).toHaveLength(3);
  });

  it("nothing when the call's time is over", async () => {
    leftMillis = 0;
    answers(["b1"]);
    await expect(publish([event("e1")])).rejects.toThrow("no time left");
    expect(calls()).toEqual([]);
  });

  it("what the bus took is told, although the rest could not be sent", async () => {
    answers(["b1", throttled, throttled], lost);
    await expect(publish(events)).resolves.toEqual([event("e1")]);
  });
});
