import { describe, expect, it } from "vitest";
import {
  idsOf,
  isSettled,
  matching,
  outcomeText,
  resultSentence,
  rowsOf,
  traceIdOf,
} from "../../web/pages/events-table/event-row.ts";
import type { DeadLetter, Delivery, LoggedEvent } from "../../web/pages/events-table/local-console.ts";

const processed: Delivery = { target: "Caps/Queue", outcome: "processed", attempts: 1 };
const queued: Delivery = { ...processed, outcome: "queued", attempts: 0 };
const failed: Delivery = { ...processed, outcome: "failed", attempts: 2 };
const dead: Delivery = { ...processed, outcome: "dead-lettered", attempts: 5, error: "No." };

function event(eventId: string, more: Partial<LoggedEvent> = {}): LoggedEvent {
  const receivedAt = "2026-03-16T14:05:00.000Z";
  const data = { clientId: "C1", authorizationId: "A1", authorizationVersion: 2, confirmedBy: "u-1" };
  const metadata = { eventId: "own", traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` };
  const detail = { metadata, data };
  return { eventId, receivedAt, source: "tracker", detailType: "T", detail, deliveries: [processed], ...more };
}

const letter: DeadLetter = {
  queue: "Caps/DeadLetters",
  messageId: "m",
  eventId: "b1",
  receiveCount: 5,
  sentAt: "2026-03-16T14:06:00.000Z",
  code: "VALIDATION_FAILED",
  pointer: "/detail/units",
  error: "No.",
  body: { source: "engine", "detail-type": "ServiceRendered", detail: { serviceId: "S1" } },
};

describe("the rows of the table", () => {
  it("are the newest first, each with what was given up of it", () => {
    const rows = rowsOf({ items: [event("b1", { deliveries: [dead] }), event("b2")] }, [letter]);
    expect(rows.map(({ key, deadLetters }) => [key, deadLetters])).toEqual([
      ["b2", []],
      ["b1", [letter]],
    ]);
  });

  it("have dead letters of which the log has no event any more, at their time", () => {
    const older = event("b2", { receivedAt: "2026-03-16T14:00:00.000Z" });
    const [row, ...others] = rowsOf({ items: [older] }, [letter]);
    expect(row).toMatchObject({ key: "m", eventId: "b1", source: "engine", detailType: "ServiceRendered" });
    expect(row?.deliveries).toEqual([{ ...dead, target: "Caps/DeadLetters" }]);
    expect(others.map(({ key }) => key)).toEqual(["b2"]);
  });

  it.each(["text", null, { at: "noon" }])("have the input of a job that did not start, as no event: %j", (body) => {
    const { eventId: _, ...unstarted } = letter;
    expect(rowsOf({ items: [] }, [{ ...unstarted, body }])).toMatchObject([{ source: "", detail: body }]);
  });

  it.each([
    ["", "", ["b2", "b1"]],
    ["Other", "", ["b2"]],
    ["", " validation_FAILED ", ["b1"]],
    ["Other", "VALIDATION_FAILED", []],
  ])("are those of the type %j with %j anywhere in them", (type, text, found) => {
    const rows = rowsOf({ items: [event("b1"), event("b2", { detailType: "Other" })] }, [letter]);
    expect(matching(rows, type, text).map(({ key }) => key)).toEqual(found);
  });
});

const named = [
  ["clientId", "C1"],
  ["authorizationId", "A1"],
  ["authorizationVersion", "2"],
];

it.each([
  [event("b1").detail, named, "a".repeat(32)],
  [{ clientId: "C1", units: 4 }, [["clientId", "C1"]], undefined],
  [{ metadata: { traceparent: 5 }, data: null }, [], undefined],
  ["text", [], undefined],
])("ids and trace are read from whatever an event is: %j", (detail, ids, traceId) => {
  expect([idsOf({ detail }), traceIdOf({ detail })]).toEqual([ids, traceId]);
});

it.each([
  [[], true, "T was sent again: no queue here is subscribed."],
  [[processed, dead], true, "T was sent again: delivered, dead letter."],
  [[processed, queued], false, "T was sent again: delivered, waiting."],
  [[failed], false, "T was sent again: failed, tried again."],
])("an event is settled when nothing will become of any delivery: %j", (deliveries, settled, sentence) => {
  expect([isSettled({ deliveries }), resultSentence({ detailType: "T", deliveries })]).toEqual([settled, sentence]);
});

it.each([
  [processed, "Delivered"],
  [dead, "Dead letter, 5 attempts"],
])("an outcome tells the attempts when there were several", (delivery, text) => {
  expect(outcomeText(delivery)).toBe(text);
});
