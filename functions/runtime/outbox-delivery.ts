import { removeSent, type UnsentEvent } from "../../store/outbox.ts";
import { logError, logInfo } from "./log.ts";
import type { Services, WithPublisher } from "./services.ts";
import { traceIn } from "./trace.ts";

/**
 * Puts stored events on the bus and removes those that it took from the outbox; answers how many. Never throws: the rest is
 * stored, and `resend` sends it within a minute.
 */
export async function deliver(services: Services & WithPublisher, events: readonly UnsentEvent[]): Promise<number> {
  let delivered = 0;
  try {
    const taken = await services.publish(events);
    for (const event of taken) {
      await removeSent(services.table, event);
      delivered += 1;
      logInfo({ event: "published", ...idsOf(event) });
    }
    for (const event of events.filter((each) => !taken.includes(each)))
      logInfo({ event: "refusedByBus", ...idsOf(event) });
  } catch (error) {
    const first = events[delivered];
    logError({ event: "undelivered", ...(first && idsOf(first)), count: events.length - delivered }, error);
  }
  return delivered;
}

/** With the trace that caused the event, even if another run sends it. */
function idsOf({ eventId, detailType, detail }: UnsentEvent) {
  const { metadata } = JSON.parse(detail) as { metadata?: { traceparent?: string } };
  return { eventId, detailType, traceId: traceIn(metadata?.traceparent)?.traceId };
}
