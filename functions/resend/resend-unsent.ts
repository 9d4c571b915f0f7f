import { unsentEvents } from "../../store/outbox.ts";
import { logInfo } from "../runtime/log.ts";
import { deliver } from "../runtime/outbox-delivery.ts";
import { mostEventsPerCall } from "../runtime/publisher.ts";
import type { Services, WithPublisher } from "../runtime/services.ts";

/** Time kept for a last call to the bus and for removing ten events from the outbox. */
const reserveMillis = 8000;

/**
 * Publishes what is left in the outbox, oldest first, until it is empty, the time is up or the bus takes nothing. An event that
 * its own function is sending at this moment may go out twice, with the same id, and so counts once.
 */
export async function resendUnsent(services: Services & WithPublisher, remainingMillis: () => number) {
  let unsent = await unsentEvents(services.table);
  const oldest = unsent[0]?.occurredAt;
  const ageMillis = oldest === undefined ? 0 : Math.max(0, services.now().getTime() - Date.parse(oldest));
  services.measure({ OldestUnsentEventAgeSeconds: Math.round(ageMillis / 1000) });

  let sent = 0;
  let sentBefore = -1;
  // A round that sends nothing is the last one; events that the bus refuses hold up none behind them.
  while (unsent.length > 0 && sent > sentBefore) {
    sentBefore = sent;
    for (let first = 0; first < unsent.length; first += mostEventsPerCall) {
      if (remainingMillis() < reserveMillis) return resultOf(sent);
      sent += await deliver(services, unsent.slice(first, first + mostEventsPerCall));
    }
    unsent = await unsentEvents(services.table);
  }
  return resultOf(sent);
}

function resultOf(sent: number) {
  logInfo({ event: "resent", count: sent });
  return { sent };
}
