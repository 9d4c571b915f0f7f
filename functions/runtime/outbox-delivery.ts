import { removeSent, type UnsentEvent } from "../../store/outbox.ts";
import { logError, logInfo } from "./log.ts";
import type { Services, WithPublisher } from "./services.ts";

/**
 * Puts stored events on the bus and takes those that it took off the outbox; answers how many.
 * Never throws: what stays behind is stored, and `resend` sends it within a minute.
 */
export async function deliver(services: Services & WithPublisher, events: readonly UnsentEvent[]): Promise<number> {
  let delivered = 0;
  try {
    const taken = await services.publish(events);
    for (const event of taken) {
      await removeSent(services.table, event);
      delivered += 1;
      logInfo({ event: "published", eventId: event.eventId, detailType: event.detailType });
    }
    for (const event of events.filter((each) => !taken.includes(each)))
      logInfo({ event: "refusedByBus", eventId: event.eventId, detailType: event.detailType });
  } catch (error) {
    logError({ event: "undelivered", eventId: events[delivered]?.eventId, count: events.length - delivered }, error);
  }
  return delivered;
}
