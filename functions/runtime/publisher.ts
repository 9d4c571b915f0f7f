import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { eventSource } from "../../events/envelope.ts";
import { isTransient, isTransientCode } from "../../store/failures.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import type { RetryBudget } from "../../store/retry-budget.ts";

/** Puts events on the agency's bus. Answers those that the bus took; throws when the bus can't be reached at all. */
export type Publish = (events: readonly UnsentEvent[]) => Promise<UnsentEvent[]>;

/** What one PutEvents call takes. */
export const mostEventsPerCall = 10;

/** A user waits for the answer, and what the bus does not take now `resend` sends within a minute. */
const publishingMillis = 1000;

/**
 * Sends entries again whose failure is temporary, and never those that the bus took. A call that was not answered is repeated as
 * a whole: the bus may get an event twice, with the same id.
 */
export function busPublisher(
  busName: string,
  budget: RetryBudget,
  bus: Pick<EventBridgeClient, "send"> = openedBus(),
): Publish {
  return async (events) => {
    const endMillis = Math.max(0, budget.remainingMillis() - publishingMillis);
    const taken = new Set<UnsentEvent>();
    let waiting = events;
    let failure: unknown = new Error("The call has no time left to publish.");
    for (let attempt = 1; budget.remainingMillis() > endMillis; attempt++) {
      const sent = await put(bus, busName, waiting);
      failure = sent.failure;
      waiting = sent.waiting;
      for (const event of sent.taken) taken.add(event);
      if (waiting.length === 0) break;
      await budget.pause(attempt);
    }
    if (failure !== undefined && taken.size === 0) throw failure;
    return events.filter((event) => taken.has(event));
  };
}

interface Sent {
  readonly taken: readonly UnsentEvent[];
  /** Those whose failure passes by itself. */
  readonly waiting: readonly UnsentEvent[];
  /** Why the call as a whole failed. */
  readonly failure?: unknown;
}

async function put(
  bus: Pick<EventBridgeClient, "send">,
  busName: string,
  events: readonly UnsentEvent[],
): Promise<Sent> {
  const entries = events.map((event) => ({
    EventBusName: busName,
    Source: eventSource,
    DetailType: event.detailType,
    Time: new Date(event.occurredAt),
    Detail: event.detail,
  }));
  try {
    const { Entries = [] } = await bus.send(new PutEventsCommand({ Entries: entries }));
    // A 200 says nothing yet: each entry is taken or refused by itself, and only an id means taken.
    const isTaken = (index: number) => Entries[index]?.EventId !== undefined;
    const mayPass = (code: string | undefined) => code === undefined || isTransientCode(code);
    return {
      taken: events.filter((_, index) => isTaken(index)),
      waiting: events.filter((_, index) => !isTaken(index) && mayPass(Entries[index]?.ErrorCode)),
    };
  } catch (failure) {
    return { taken: [], waiting: isTransient(failure) ? events : [], failure };
  }
}

function openedBus(): EventBridgeClient {
  return new EventBridgeClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
    logger: {} as never,
  });
}
