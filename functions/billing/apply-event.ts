import * as z from "zod/mini";
import { AuthorizationConfirmed } from "../../events/authorization-confirmed.ts";
import { AuthorizationDiscontinued } from "../../events/authorization-discontinued.ts";
import { billingEngineSource, ServiceRendered, ServiceVoided } from "../../events/billing-engine.ts";
import { eventSource } from "../../events/envelope.ts";
import { AlreadyApplied } from "../../store/caps.ts";
import { applyServiceEvent, type BillingServices } from "./apply-service-event.ts";
import { applyToCap } from "./apply-to-cap.ts";

const fromUs = { source: z.literal(eventSource) };
const fromEngine = { source: z.literal(billingEngineSource), id: z.string(), time: z.string() };

/** Events as EventBridge hands them to the queue. What we don't handle is an error: it must not vanish unseen. */
const Delivered = z.discriminatedUnion("detail-type", [
  z.object({ "detail-type": z.literal("AuthorizationConfirmed"), ...fromUs, detail: AuthorizationConfirmed }),
  z.object({ "detail-type": z.literal("AuthorizationDiscontinued"), ...fromUs, detail: AuthorizationDiscontinued }),
  z.object({ "detail-type": z.literal("ServiceRendered"), ...fromEngine, detail: ServiceRendered }),
  z.object({ "detail-type": z.literal("ServiceVoided"), ...fromEngine, detail: ServiceVoided }),
]);
export type Delivered = z.infer<typeof Delivered>;

/** The event in a message. Throws when it is not well formed. */
export function deliveredIn(body: string): Delivered {
  return Delivered.parse(JSON.parse(body));
}

/** APPLIED; DUPLICATE: this very event was applied before; SUPERSEDED: something newer was. */
export type Outcome = "APPLIED" | "DUPLICATE" | "SUPERSEDED";

/**
 * Does what an event says, once: a duplicate or an older one changes nothing. Throws for an event that the
 * rules refuse, or that can't be stored now.
 */
export async function applyEvent(delivered: Delivered, services: BillingServices): Promise<Outcome> {
  try {
    switch (delivered["detail-type"]) {
      case "AuthorizationConfirmed":
      case "AuthorizationDiscontinued":
        return await applyToCap(delivered, services);
      case "ServiceRendered":
      case "ServiceVoided":
        return await applyServiceEvent(delivered, services);
    }
  } catch (error) {
    if (error instanceof AlreadyApplied) return "DUPLICATE";
    throw error;
  }
}
