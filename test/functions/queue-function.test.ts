import type { SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DomainError } from "../../domain/domain-error.ts";
import type { BusEvent } from "../../functions/runtime/bus-event.ts";
import type { DeadLetter } from "../../functions/runtime/dead-letters.ts";
import { handleBatch } from "../../functions/runtime/queue-function.ts";
import { takeLoggedLines } from "./logged-lines.ts";

beforeEach(() => {
  takeLoggedLines();
});
afterEach(() => {
  vi.restoreAllMocks();
});

interface Told extends BusEvent {
  readonly subject: string;
}

/** An event that occurred at this second of a minute, or of which only the bus tells the time. */
const told = (id: string, subject: string, second: number, isFromBus = false): Told => {
  const at = new Date(Date.UTC(2026, 2, 16, 14, 5, second)).toISOString();
  const metadata = isFromBus ? null : { occurredAt: at };
  return { id, subject, time: isFromBus ? at : "2026-03-16T15:00:00Z", "detail-type": "Told", detail: { metadata } };
};

const begun: string[] = [];
const deadLetters: DeadLetter[] = [];
const waiting = new Map<string, PromiseWithResolvers<string>>();
beforeEach(() => {
  begun.splice(0);
  deadLetters.splice(0);
  waiting.clear();
});

/** Begins a batch whose events each wait until `end` says how they come out. */
function begin(events: readonly Told[], receives = 1) {
  const Records = events.map((event) => ({
    messageId: `m-${event.id}`,
    body: JSON.stringify(event),
    attributes: { ApproximateReceiveCount: String(receives) },
  }));
  return handleBatch(
    { Records } as SQSEvent,
    {
      eventIn: (body): Told => JSON.parse(body),
      idsOf: () => ({}),
      subjectOf: ({ subject }) => subject,
      handle: ({ id }) => {
        begun.push(id);
        const outcome = Promise.withResolvers<string>();
        waiting.set(id, outcome);
        return outcome.promise;
      },
    },
    { keepDeadLetter: async (letter) => void deadLetters.push(letter), mostAttempts: 5 },
  );
}

async function end(id: string, error?: Error): Promise<void> {
  const outcome = waiting.get(id);
  if (error === undefined) outcome?.resolve("DONE");
  else outcome?.reject(error);
  // What follows upon it has begun by then.
  await new Promise((resolve) => setImmediate(resolve));
}

describe("a batch", () => {
  it("handles events of one subject one after the other, as they occurred, and those of others meanwhile", async () => {
    const batch = begin([told("a2", "A", 2), told("b1", "B", 1), told("a3", "A", 3), told("a1", "A", 1)]);
    expect(begun.toSorted()).toEqual(["a1", "b1"]);
    await end("b1");
    expect(begun).toHaveLength(2);
    await end("a1");
    expect(begun.at(-1)).toBe("a2");
    await end("a2");
    expect(begun.at(-1)).toBe("a3");
    await end("a3");
    await expect(batch).resolves.toEqual({ batchItemFailures: [] });
  });

  it("takes the bus's time where nobody says when an event occurred, and of one moment the order of arrival", async () => {
    const events = [
      told("late", "A", 9),
      told("first", "A", 3, true),
      told("second", "A", 3, true),
      told("early", "A", 1),
    ];
    const batch = begin(events);
    const order = ["early", "first", "second", "late"];
    for (const id of order) await end(id);
    expect(begun).toEqual(order);
    await batch;
  });

  it("goes on with the next of a subject when one fails, and only that one comes again", async () => {
    const batch = begin([told("a1", "A", 1), told("a2", "A", 2)]);
    await end("a1", new DomainError("NOT_FOUND", "There is no such thing."));
    await end("a2");
    await expect(batch).resolves.toEqual({ batchItemFailures: [{ itemIdentifier: "m-a1" }] });
  });
});

describe("a message that only waited, because the table was busy or the call's time was over", () => {
  const busy = new DomainError("SERVICE_UNAVAILABLE", "Busy.");
  it.each([1, 5, 9])("comes again when it was handed out %i times, and is no dead letter", async (receives) => {
    const batch = begin([told("a1", "A", 1)], receives);
    await end("a1", busy);
    await expect(batch).resolves.toEqual({ batchItemFailures: [{ itemIdentifier: "m-a1" }] });
    expect(deadLetters).toEqual([]);
  });

  it("is given up once it fails by itself", async () => {
    const batch = begin([told("a1", "A", 1)], 6);
    await end("a1", new DomainError("NOT_FOUND", "There is no such thing."));
    await expect(batch).resolves.toEqual({ batchItemFailures: [] });
    expect(deadLetters).toMatchObject([{ code: "NOT_FOUND", attempts: 6 }]);
  });
});
