import * as z from "zod/mini";
import type { Cap } from "../../domain/cap.ts";
import { AuthorizationConfirmed } from "../../events/authorization-confirmed.ts";
import { CapUpdated } from "../../events/cap-updated.ts";
import { storeCap } from "../../store/caps.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import { deliver } from "../runtime/outbox-delivery.ts";
import type { Services, WithPublisher } from "../runtime/services.ts";

/** An event as EventBridge hands it to the queue. What we don't handle is an error: it must not vanish unseen. */
const Delivered = z.discriminatedUnion("detail-type", [
  z.object({ "detail-type": z.literal("AuthorizationConfirmed"), detail: AuthorizationConfirmed }),
]);

/**
 * Makes the cap what the event says, once: a duplicate or an older version changes nothing. Throws for an event that is
 * not well formed or can't be stored now.
 */
export async function applyEvent(body: string, services: Services & WithPublisher) {
  const { detail } = Delivered.parse(JSON.parse(body));
  const now = services.now();
  const cap = capOf(detail, now.toISOString());
  const acknowledgement = capUpdated(cap, {
    eventId: services.newId(),
    schemaVersion: 1,
    occurredAt: now.toISOString(),
    agencyId: services.agencyId,
    ...(detail.metadata.traceparent !== undefined && { traceparent: detail.metadata.traceparent }),
  });
  const { eventId } = detail.metadata;
  const nowEpochSeconds = Math.floor(now.getTime() / 1000);
  const outcome = await storeCap(services.table, { cap, eventId, acknowledgement, nowEpochSeconds });
  if (outcome === "STORED") await deliver(services, [acknowledgement]);
  return { outcome, eventId, clientId: cap.clientId, authorizationId: cap.authorizationId };
}

function capOf({ data }: AuthorizationConfirmed, updatedAt: string): Cap {
  const { authUnits, authVisits, confirmedBy: _, ...same } = data;
  return { ...same, unitsCap: authUnits, visitsCap: authVisits, state: "OPEN", updatedAt };
}

function capUpdated(cap: Cap, metadata: CapUpdated["metadata"]): UnsentEvent {
  const { clientId, insuranceId, authorizationId, authorizationVersion, unitsCap, visitsCap, state } = cap;
  const event: CapUpdated = {
    metadata,
    data: { clientId, insuranceId, authorizationId, authorizationVersion, unitsCap, visitsCap, state },
  };
  const { eventId, occurredAt } = metadata;
  return { eventId, occurredAt, detailType: "CapUpdated", detail: JSON.stringify(CapUpdated.parse(event)) };
}
