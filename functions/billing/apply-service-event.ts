import { type BillingEngineMetadata, billingEngineSource } from "../../events/billing-engine.ts";
import { eventSeen } from "../../store/caps.ts";
import { changeService, type PostingResult } from "../runtime/post-service.ts";
import type { Services, WithCatalog, WithPublisher } from "../runtime/services.ts";
import type { Delivered, Outcome } from "./apply-event.ts";

export type BillingServices = Services & WithCatalog & WithPublisher;

type ServiceEvent = Extract<Delivered, { "detail-type": "ServiceRendered" | "ServiceVoided" }>;

/** Posts or voids a service as the HTTP routes do. A void of a service that never came is an error: it may come yet. */
export async function applyServiceEvent(event: ServiceEvent, services: BillingServices): Promise<Outcome> {
  const { eventId, occurredAt } = metadataOf(event);
  const { clientId, serviceId } = "data" in event.detail ? event.detail.data : event.detail;
  const nowEpochSeconds = Math.floor(services.now().getTime() / 1000);
  const origin = {
    by: billingEngineSource,
    role: billingEngineSource,
    at: new Date(occurredAt),
    source: "BILLING_ENGINE" as const,
    seen: eventSeen(eventId, nowEpochSeconds),
  };
  const { outcome } = await changeService(services, { clientId, serviceId }, wantedBy(event), origin);
  return outcomes[outcome];
}

const outcomes = {
  CREATED: "APPLIED",
  CHANGED: "APPLIED",
  UNCHANGED: "DUPLICATE",
  SUPERSEDED: "SUPERSEDED",
} as const satisfies Record<PostingResult["outcome"], Outcome>;

function wantedBy(event: ServiceEvent) {
  if (event["detail-type"] === "ServiceVoided") return { void: true } as const;
  const { clientId: _, serviceId: __, ...posted } = "data" in event.detail ? event.detail.data : event.detail;
  return { posted: { ...posted, status: "RENDERED" as const } };
}

function metadataOf({ id, time, detail }: ServiceEvent): Required<BillingEngineMetadata> {
  const given: Partial<BillingEngineMetadata> = "metadata" in detail ? detail.metadata : {};
  return { eventId: given.eventId ?? id, occurredAt: given.occurredAt ?? endOfSecond(time) };
}

/**
 * The envelope's time, which the bus cuts down to whole seconds, as the latest that it may have been: taken as it is, an event
 * would lose against a user's change that came before it in the same second.
 */
function endOfSecond(time: string): string {
  return new Date(Math.floor(Date.parse(time) / 1000) * 1000 + 999).toISOString();
}
