import { AlreadyApplied } from "../../store/caps.ts";
import type { QueueWork } from "../runtime/queue-function.ts";
import { applyServiceEvent, type BillingServices } from "./apply-service-event.ts";
import { applyToCap } from "./apply-to-cap.ts";
import { type BillingEvent, billingEventIn, type Outcome } from "./billing-event.ts";

export const billingWork = (services: BillingServices): QueueWork<BillingEvent> => ({
  eventIn: billingEventIn,
  idsOf: ({ detail: { data } }) => ({
    clientId: data.clientId,
    ...("authorizationId" in data && { authorizationId: data.authorizationId ?? undefined }),
  }),
  subjectOf: ({ detail: { data } }) => data.clientId,
  handle: async (event) => {
    const outcome = await applyEvent(event, services);
    if (outcome === "SUPERSEDED") services.measure({ EventsSuperseded: 1 });
    return outcome;
  },
});

/**
 * Applies an event, once: a duplicate or an older event changes nothing. Throws for an event that the rules refuse, or that can't
 * be stored now.
 */
export async function applyEvent(event: BillingEvent, services: BillingServices): Promise<Outcome> {
  try {
    switch (event["detail-type"]) {
      case "AuthorizationConfirmed":
      case "AuthorizationDiscontinued":
        return await applyToCap(event, services);
      case "ServiceRendered":
      case "ServiceVoided":
        return await applyServiceEvent(event, services);
    }
  } catch (error) {
    if (error instanceof AlreadyApplied) return "DUPLICATE";
    throw error;
  }
}
