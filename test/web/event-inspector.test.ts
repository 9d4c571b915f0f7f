import { describe, expect, it } from "vitest";
import { eventName, factsOf, isSettled, sentAgain, timesPassed } from "../../web/pages/event-inspector/event-facts.ts";
import { chosen, moved } from "../../web/pages/event-inspector/event-order.ts";
import { capText, stagesOf } from "../../web/pages/event-inspector/event-stages.ts";
import type { Delivery } from "../../web/pages/event-inspector/local-console.ts";
import { overviewStages } from "../../web/pages/event-inspector/overview.ts";
import { jobSentence } from "../../web/pages/event-inspector/side-panels.ts";
import { cap, confirmedEvent, processed } from "./logged-events.ts";

const dead: Delivery = { target: "Billing/Queue", outcome: "dead-lettered", attempts: 5, error: "No." };
const failed: Delivery = { ...dead, outcome: "failed", attempts: 2 };
const waiting: Delivery = { target: "Billing/Queue", outcome: "queued", attempts: 0 };

describe("what an event is about", () => {
  it("is read from metadata and data", () => {
    expect(factsOf(confirmedEvent("b1"))).toMatchObject({ clientId: "C1", authorizationVersion: 1, eventId: "own-1" });
  });

  it("is read from bare data as well, which a billing engine may send", () => {
    const detail = { clientId: "C1", serviceId: "S1" };
    expect(factsOf({ detail })).toMatchObject({ clientId: "C1", serviceId: "S1", eventId: undefined });
  });

  it.each([null, "text", 5, [], { data: null }])("may be nothing at all: %j", (detail) => {
    expect(factsOf({ detail }).clientId).toBeUndefined();
  });

  it.each([
    [{ data: { authorizationId: "A1", authorizationVersion: 2 } }, "T of A1, version 2"],
    [{ clientId: "C1", serviceId: "S1" }, "T of S1"],
    [{}, "T"],
  ])("is its name: %j", (detail, name) => {
    expect(eventName({ detailType: "T", detail })).toBe(name);
  });
});

describe("an event that is sent again", () => {
  it("is the very same", () => {
    const { source, detailType, detail } = confirmedEvent("b1");
    expect(sentAgain(confirmedEvent("b1"))).toEqual({ source, detailType, detail });
  });

  it("has nothing but its id changed when it shall be one that nobody has seen", () => {
    const event = confirmedEvent("b1");
    expect(sentAgain(event, "new")).toEqual({
      source: event.source,
      detailType: event.detailType,
      detail: { ...(event.detail as object), metadata: { eventId: "new", schemaVersion: 1 } },
    });
  });

  it("without metadata has the bus's id alone, which is new each time", () => {
    const event = confirmedEvent("b1", { detail: { clientId: "C1" } });
    expect(sentAgain(event, "new").detail).toEqual({ clientId: "C1" });
  });

  it("is counted among those of the same id", () => {
    const times = timesPassed([confirmedEvent("b1"), confirmedEvent("b2", {}, 2), confirmedEvent("b3")]);
    expect([...times]).toEqual([
      ["b1", 1],
      ["b2", 1],
      ["b3", 2],
    ]);
  });
});

it.each([
  [[], true],
  [[processed, dead], true],
  [[processed, waiting], false],
  [[failed], false],
])("an event is settled when nothing will become of any delivery: %j", (deliveries, settled) => {
  expect(isSettled({ deliveries })).toBe(settled);
});

describe("the way of an event", () => {
  const stages = (deliveries: readonly Delivery[], known: Parameters<typeof stagesOf>[1] = { cap }) =>
    stagesOf(confirmedEvent("b1", { deliveries }), known);

  it("goes from confirm over bus and queue to the cap", () => {
    expect(stages([processed]).map(({ name, state, text }) => [name, state, text])).toEqual([
      ["Confirm", "done", "By u-1"],
      ["Bus", "done", expect.stringContaining("Passed at")],
      ["Billing/Queue", "done", "Processed"],
      ["Cap", "done", "96 units, until Jul 4, 2026"],
    ]);
  });

  it("ends at the bus when no queue is subscribed", () => {
    expect(stages([]).map(({ name }) => name)).toEqual(["Confirm", "Bus"]);
  });

  it("says when the cap is newer than the event", () => {
    const [last] = stages([processed], { cap: { ...cap, authorizationVersion: 3 } }).slice(-1);
    expect(last?.more).toBe("Version 3, newer than this event");
  });

  it.each([
    [waiting, "waiting", "waiting", undefined],
    [failed, "failing", "waiting", "No."],
    [dead, "dead", "dead", "No."],
  ] as const)(
    "does not reach the cap while the queue has it, or as a dead letter: %j",
    (delivery, queue, effect, more) => {
      const [third, fourth] = stages([delivery], { cap }).slice(2);
      expect([third?.state, fourth?.state, third?.more]).toEqual([queue, effect, more]);
    },
  );

  it("claims no cap where billing has none", () => {
    expect(stages([processed], { cap: undefined }).at(-1)).toMatchObject({ state: "still", text: "None" });
  });
});

it.each([
  [{}, "96 units, until Jul 4, 2026"],
  [{ unitsCap: 1, visitsCap: 5 }, "1 unit, 5 visits, until Jul 4, 2026"],
  [{ unitsCap: null }, "Not limited, until Jul 4, 2026"],
  [{ state: "CLOSED" }, "Closed"],
] as const)("a cap in a few words: %j", (more, text) => {
  expect(capText({ ...cap, ...more })).toBe(text);
});

it("dead letters stand before everything else that is said of the queue", () => {
  const letter = { queue: "q", messageId: "m", receiveCount: 5, sentAt: "2026-03-16T14:05:00Z", body: {} };
  const queue = (letters: Parameters<typeof overviewStages>[1]) =>
    overviewStages(
      { items: [confirmedEvent("b1"), confirmedEvent("b2", { deliveries: [waiting] })], total: 2 },
      letters,
    )[2];
  expect(queue([letter])).toMatchObject({ state: "dead", text: "1 dead letter", more: "1 waiting" });
  expect(queue([])).toMatchObject({ state: "waiting", text: "1 waiting", more: "No dead letters" });
});

it.each([
  [1, "1 event passed", "1 went to a queue"],
  [4321, "4,321 events passed", "Of the newest 1, 1 went to a queue"],
])("of a log of %i events the newest are counted", (total, text, more) => {
  expect(overviewStages({ items: [confirmedEvent("b1")], total }, [])[1]).toMatchObject({ text, more });
});

describe("the order in which events are sent again", () => {
  const places: Readonly<Record<string, number>> = { old: 1, middle: 2, new: 3 };
  const choose = (order: readonly string[], eventId: string) => chosen(order, eventId, (id) => places[id] ?? 0);

  it("is the newest first, whichever is chosen first", () => {
    expect(["middle", "old", "new"].reduce<readonly string[]>(choose, [])).toEqual(["new", "middle", "old"]);
    expect(["new", "old", "middle"].reduce<readonly string[]>(choose, [])).toEqual(["new", "middle", "old"]);
  });

  it("loses what is chosen a second time", () => {
    expect(choose(["new", "old"], "new")).toEqual(["old"]);
  });

  it("is changed by one place, and not at its ends", () => {
    expect(moved(["a", "b", "c"], "b", -1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], "b", 1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b", "c"], "a", -1)).toEqual(["a", "b", "c"]);
    expect(moved(["a", "b", "c"], "c", 1)).toEqual(["a", "b", "c"]);
  });
});

it.each([
  [{ sent: 0 }, "resend is done: sent 0."],
  [{ isDone: true, today: "2026-03-16" }, "resend is done: is done yes, today 2026-03-16."],
  [null, "resend is done."],
])("what a job answered is told in words: %j", (result, sentence) => {
  expect(jobSentence("resend", result)).toBe(sentence);
});
