import { AlreadyApplied } from "../../store/caps.ts";
import { applyServiceEvent, type BillingServices } from "./apply-service-event.ts";
import { applyToCap } from "./apply-to-cap.ts";
import type { BillingEvent, Outcome } from "./billing-event.ts";

/**
 * Does what an event says, once: a duplicate or an older one changes nothing. Throws for an event that the
 * rules refuse, or that can't be stored now.
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
