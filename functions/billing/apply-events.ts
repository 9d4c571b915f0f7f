import { billingEngineSource } from "../../events/billing-engine.ts";
import { AlreadyApplied } from "../../store/caps.ts";
import type { QueueWork } from "../runtime/queue-function.ts";
import { applyServiceEvents, type BillingServices, requireNotAhead } from "./apply-service-events.ts";
import { applyToCap } from "./apply-to-cap.ts";
import { type BillingEvent, billingEventIn, type CapEvent, type Outcome, type ServiceEvent } from "./billing-event.ts";

export const billingWork = (services: BillingServices): QueueWork<BillingEvent> => ({
  eventIn: (body) => {
    const event = billingEventIn(body);
    if (isOfService(event)) requireNotAhead(event, services);
    return event;
  },
  idsOf: ({ detail: { data } }) => ({
    clientId: data.clientId,
    ...("authorizationId" in data && { authorizationId: data.authorizationId ?? undefined }),
  }),
  // Caps and services of one client don't contend with each other.
  subjectOf: ({ source, detail: { data } }) => `${source} ${data.clientId}`,
  handle: async (events) => {
    const outcomes = await applyEvents(events, services);
    const superseded = outcomes.filter((outcome) => outcome === "SUPERSEDED").length;
    if (superseded > 0) services.measure({ EventsSuperseded: superseded });
    return outcomes;
  },
});

/**
 * Applies events of one client in their order, all of caps or all of services, each once: a duplicate or an older event changes
 * nothing. Answers the outcome of each, or the error of one that the rules refuse.
 */
export async function applyEvents(
  events: readonly BillingEvent[],
  services: BillingServices,
): Promise<(Outcome | Error)[]> {
  const applied = events.every(isOfService)
    ? await applyServiceEvents(events, services)
    : await applyToCaps(events.filter(isOfCap), services);
  return applied.map((outcome) => (outcome instanceof AlreadyApplied ? "DUPLICATE" : outcome));
}

async function applyToCaps(events: readonly CapEvent[], services: BillingServices): Promise<(Outcome | Error)[]> {
  const outcomes: (Outcome | Error)[] = [];
  for (const event of events) outcomes.push(await applyToCap(event, services).catch((error) => error));
  return outcomes;
}

const isOfService = (event: BillingEvent): event is ServiceEvent => event.source === billingEngineSource;
const isOfCap = (event: BillingEvent): event is CapEvent => !isOfService(event);
