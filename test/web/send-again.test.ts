import { describe, expect, it } from "vitest";
import type { Cap } from "../../clients/typescript/src/index.ts";
import type { LoggedEvent } from "../../web/pages/event-inspector/local-console.ts";
import { resultSentence } from "../../web/pages/event-inspector/resend-tray.ts";
import { type Bus, sendInOrder } from "../../web/pages/event-inspector/send-again.ts";
import { cap, confirmedEvent, processed } from "./logged-events.ts";

/** A bus on which an event ends when somebody has waited for it once; `ends` says how. */
function waitingBus(ends: readonly LoggedEvent["deliveries"][], capsRead: readonly Cap[][] = [[cap], [cap]]) {
  const passed: LoggedEvent[] = [];
  const steps: string[] = [];
  let reads = 0;
  const bus: Bus = {
    put: async (event) => {
      const eventId = `bus-${passed.length + 1}`;
      steps.push(`put ${eventId}`);
      passed.push({
        ...event,
        eventId,
        receivedAt: "",
        deliveries: [{ ...processed, outcome: "queued", attempts: 0 }],
      });
      return eventId;
    },
    events: async () => passed,
    caps: async () => {
      steps.push("caps");
      const caps = capsRead[reads++] ?? [];
      return new Map(caps.map((one) => [one.authorizationId, one]));
    },
    pause: async () => {
      const at = passed.length - 1;
      const last = passed[at];
      const end = ends[at];
      if (last && end && last.deliveries !== end) {
        steps.push(`end ${last.eventId}`);
        passed[at] = { ...last, deliveries: end };
      }
    },
  };
  return { bus, steps, passed };
}

const two = [confirmedEvent("b2", {}, 2), confirmedEvent("b1")];

it("an event is sent when the one before has come to its end, between two readings of the caps", async () => {
  const { bus, steps, passed } = waitingBus([[processed], [processed]]);
  const result = await sendInOrder(bus, two);
  expect(steps).toEqual(["caps", "put bus-1", "end bus-1", "put bus-2", "end bus-2", "caps"]);
  expect(passed.map(({ detail }) => detail)).toEqual(two.map(({ detail }) => detail));
  expect(resultSentence(result)).toBe("2 events sent. Nothing changed in any cap.");
});

it("events that nobody has seen get an id of their own each", async () => {
  const { bus, passed } = waitingBus([[processed], [processed]]);
  let ids = 0;
  await sendInOrder(bus, two, () => `new-${++ids}`);
  expect(passed.map(({ detail }) => (detail as { metadata: { eventId: string } }).metadata.eventId)).toEqual([
    "new-1",
    "new-2",
  ]);
});

describe("what became of it", () => {
  it("names every field of a cap that changed", async () => {
    const { bus } = waitingBus([[processed]], [[cap], [{ ...cap, unitsCap: 100, authorizationVersion: 2 }]]);
    const result = await sendInOrder(bus, [confirmedEvent("b1")]);
    expect(result.compared[0]?.fields.filter(({ isChanged }) => isChanged)).toEqual([
      { label: "Version", before: "1", after: "2", isChanged: true },
      { label: "Units cap", before: "96", after: "100", isChanged: true },
    ]);
    expect(resultSentence(result)).toBe("1 event sent. 1 cap changed.");
  });

  it("shows a cap that came, and one that was stored anew within the same second", async () => {
    const came = waitingBus([[processed]], [[], [cap]]);
    expect(resultSentence(await sendInOrder(came.bus, [confirmedEvent("b1")]))).toContain("1 cap changed");
    const anew = waitingBus([[processed]], [[cap], [{ ...cap, updatedAt: "2026-03-16T14:05:01.001Z" }]]);
    expect(resultSentence(await sendInOrder(anew.bus, [confirmedEvent("b1")]))).toContain("1 cap changed");
  });

  it("is about every cap of the client when an event names no authorization", async () => {
    const other = { ...cap, authorizationId: "A2" };
    const { bus } = waitingBus(
      [[processed]],
      [
        [cap, other],
        [cap, { ...other, unitsUsed: 41 }],
      ],
    );
    const service = confirmedEvent("b1", {
      detailType: "ServiceRendered",
      detail: { clientId: "C1", serviceId: "S1" },
    });
    expect(resultSentence(await sendInOrder(bus, [service]))).toBe("1 event sent. 1 cap changed.");
  });

  it("tells dead letters, and what did not end", async () => {
    const { bus } = waitingBus([[{ ...processed, outcome: "dead-lettered" }], [{ ...processed, outcome: "failed" }]]);
    expect(resultSentence(await sendInOrder(bus, two))).toBe(
      "2 events sent. 1 event given up: see the dead letters. 1 event did not come to an end yet. Nothing changed in any cap.",
    );
  });
});
