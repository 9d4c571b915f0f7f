import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { eventSource } from "../../events/envelope.ts";
import type { UnsentEvent } from "../../store/outbox.ts";

/** Puts events on the agency's bus. Answers those that the bus took; throws when the bus can't be reached at all. */
export type Publish = (events: readonly UnsentEvent[]) => Promise<UnsentEvent[]>;

/** What one PutEvents call takes. */
export const mostEventsPerCall = 10;

export function busPublisher(busName: string, bus: Pick<EventBridgeClient, "send"> = openedBus()): Publish {
  return async (events) => {
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
    return events.filter((_, index) => Entries[index]?.EventId !== undefined);
  };
}

function openedBus(): EventBridgeClient {
  return new EventBridgeClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
    logger: {} as never,
  });
}
