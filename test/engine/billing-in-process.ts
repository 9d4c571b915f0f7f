import { eventSource } from "../../events/envelope.ts";
import { applyEvents } from "../../functions/billing/apply-events.ts";
import { type BillingEvent, billingEventIn, type Outcome } from "../../functions/billing/billing-event.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import type { TestServices } from "./handlers-in-process.ts";

/** Hands billing an event that was published, as its queue would. */
export function billingHears(services: TestServices, event: UnsentEvent): Promise<Outcome> {
  const { eventId, occurredAt, detailType, detail } = event;
  const body = { id: eventId, time: occurredAt, source: eventSource, "detail-type": detailType };
  return applied(services, billingEventIn(JSON.stringify({ ...body, detail: JSON.parse(detail) })));
}

/** Applies an event alone; throws when it is refused. */
export async function applied(services: TestServices, event: BillingEvent): Promise<Outcome> {
  const [outcome] = await applyEvents([event], services);
  if (typeof outcome !== "string") throw outcome;
  return outcome;
}

/** The events that are billing's to hear: what it published itself is for others. */
export const forBilling = (events: readonly UnsentEvent[]) =>
  events.filter(({ detailType }) => detailType !== "CapUpdated");
