import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { eventSource } from "../../events/envelope.ts";
import { passes, passesByCode } from "../../store/failures.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import type { Patience } from "../../store/patience.ts";

/** Puts events on the agency's bus. Answers those that the bus took; throws when the bus can't be reached at all. */
export type Publish = (events: readonly UnsentEvent[]) => Promise<UnsentEvent[]>;

/** What one PutEvents call takes. */
export const mostEventsPerCall = 10;

/** Somebody waits for an answer meanwhile, and what the bus does not take now `resend` sends within a minute. */
const publishingMillis = 1000;

/**
 * Sends entries again that failed in a way that passes by itself, and never those that the bus took. A call to the bus that
 * was not answered is repeated as a whole: the bus may get an event twice, with the same id.
 */
export function busPublisher(
  busName: string,
  patience: Patience,
  bus: Pick<EventBridgeClient, "send"> = openedBus(),
): Publish {
  return async (events) => {
    const endMillis = Math.max(0, patience.remainingMillis() - publishingMillis);
    const taken = new Set<UnsentEvent>();
    let waiting = events;
    let failure: unknown = new Error("The call has no time left to publish.");
    for (let attempt = 1; patience.remainingMillis() > endMillis; attempt++) {
      try {
        const results = await put(bus, busName, waiting);
        failure = undefined;
        for (const { event, id } of results) if (id !== undefined) taken.add(event);
        waiting = results.filter(({ id, mayPass }) => id === undefined && mayPass).map(({ event }) => event);
      } catch (error) {
        failure = error;
        if (!passes(error)) break;
      }
      if (waiting.length === 0) break;
      await patience.pause(attempt);
    }
    if (failure !== undefined && taken.size === 0) throw failure;
    return events.filter((event) => taken.has(event));
  };
}

/** What became of each event: the id that the bus gave it, or whether its failure passes. */
async function put(bus: Pick<EventBridgeClient, "send">, busName: string, events: readonly UnsentEvent[]) {
  const { Entries = [] } = await bus.send(
    new PutEventsCommand({
      Entries: events.map((event) => ({
        EventBusName: busName,
        Source: eventSource,
        DetailType: event.detailType,
        Time: new Date(event.occurredAt),
        Detail: event.detail,
      })),
    }),
  );
  // A 200 says nothing yet: each entry is taken or refused by itself, and only an id means taken.
  return events.map((event, index) => {
    const { EventId, ErrorCode } = Entries[index] ?? {};
    return { event, id: EventId, mayPass: ErrorCode === undefined || passesByCode(ErrorCode) };
  });
}

function openedBus(): EventBridgeClient {
  return new EventBridgeClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
    logger: {} as never,
  });
}
