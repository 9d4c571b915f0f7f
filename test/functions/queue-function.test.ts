import type { SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DomainError } from "../../domain/domain-error.ts";
import type { BusEvent } from "../../functions/runtime/bus-event.ts";
import type { DeadLetter } from "../../functions/runtime/dead-letters.ts";
import { handleBatch } from "../../functions/runtime/queue-function.ts";
import { takeLoggedLines } from "./logged-lines.ts";

let handled: string[][];
let deadLetters: DeadLetter[];
beforeEach(() => {
  takeLoggedLines();
  handled = [];
  deadLetters = [];
});
afterEach(() => {
  vi.restoreAllMocks();
});

interface Happened extends BusEvent {
  readonly subject: string;
}

/** An event that occurred at this second of a minute. Without `occurredAt` it has the bus's time alone. */
function happened(id: string, subject: string, second: number, has: "occurredAt" | "time" = "occurredAt"): Happened {
  const at = new Date(Date.UTC(2026, 2, 16, 14, 5, second)).toISOString();
  const envelope = { id, subject, "detail-type": "Happened" };
  return has === "time"
    ? { ...envelope, time: at, detail: {} }
    : { ...envelope, time: "2026-03-16T15:00:00Z", detail: { metadata: { occurredAt: at } } };
}

/** Hands a batch over. Answers the ids of events that have to come again. */
async function failedOf(
  events: readonly Happened[],
  outcomeOf: (event: Happened) => string | Error = () => "DONE",
  receives = 1,
): Promise<string[]> {
  const Records = events.map((event) => ({
    messageId: event.id,
    body: JSON.stringify(event),
    attributes: { ApproximateReceiveCount: String(receives) },
  }));
  const work = {
    eventIn: (body: string): Happened => JSON.parse(body),
    idsOf: () => ({}),
    subjectOf: ({ subject }: Happened) => subject,
    handle: async (ofOne: readonly Happened[]) => {
      handled.push(ofOne.map(({ id }) => id));
      return ofOne.map(outcomeOf);
    },
  };
  const keepDeadLetter = async (letter: DeadLetter) => void deadLetters.push(letter);
  const { batchItemFailures } = await handleBatch({ Records } as SQSEvent, work, { keepDeadLetter, mostAttempts: 5 });
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const refused = new DomainError("NOT_FOUND", "There is no such thing.");

describe("a batch", () => {
  it("hands over the events of each subject together, in the order in which they occurred", async () => {
    const events = [happened("a2", "A", 2), happened("b1", "B", 3), happened("a3", "A", 3), happened("a1", "A", 1)];
    await expect(failedOf(events)).resolves.toEqual([]);
    expect(handled.toSorted()).toEqual([["a1", "a2", "a3"], ["b1"]]);
  });

  it("takes the bus's time where an event does not say when it occurred, and the order of arrival of one moment", async () => {
    const late = happened("late", "A", 9);
    const ofOneSecond = ["first", "second"].map((id) => happened(id, "A", 3, "time"));
    await failedOf([late, ...ofOneSecond, happened("early", "A", 1)]);
    expect(handled).toEqual([["early", "first", "second", "late"]]);
  });

  it("has the one that failed come again, and none of the others", async () => {
    const events = [happened("a1", "A", 1), happened("a2", "A", 2)];
    await expect(failedOf(events, ({ id }) => (id === "a1" ? refused : "DONE"))).resolves.toEqual(["a1"]);
  });

  it("has all of a subject come again when nothing can be said of each, and none of another", async () => {
    const broken = ({ subject }: Happened) => {
      if (subject === "A") throw new Error("Nothing can be read.");
      return "DONE";
    };
    const events = [happened("a1", "A", 1), happened("b1", "B", 1), happened("a2", "A", 2)];
    await expect(failedOf(events, broken)).resolves.toEqual(["a1", "a2"]);
  });
});

describe("a message that only waited, because the table was busy or the call's time was over", () => {
  const busy = new DomainError("SERVICE_UNAVAILABLE", "Busy.");

  it.each([1, 5, 9])("comes again when it was handed out %i times, and is no dead letter", async (receives) => {
    await expect(failedOf([happened("a1", "A", 1)], () => busy, receives)).resolves.toEqual(["a1"]);
    expect(deadLetters).toEqual([]);
  });

  it("is given up once it fails by itself", async () => {
    await expect(failedOf([happened("a1", "A", 1)], () => refused, 6)).resolves.toEqual([]);
    expect(deadLetters).toMatchObject([{ code: "NOT_FOUND", attempts: 6 }]);
  });
});
