import * as z from "zod/mini";
import { GivenInstant } from "../../domain/calendar.ts";
import { AuthorizationConfirmed } from "../../events/authorization-confirmed.ts";
import { AuthorizationDiscontinued } from "../../events/authorization-discontinued.ts";
import { billingEngineSource, ServiceRenderedDetail, ServiceVoidedDetail } from "../../events/billing-engine.ts";
import { eventSource } from "../../events/envelope.ts";
import { AlreadyApplied } from "../../store/caps.ts";
import { faultsOf, jsonPointer } from "../runtime/faults.ts";
import { applyServiceEvent, type BillingServices } from "./apply-service-event.ts";
import { applyToCap } from "./apply-to-cap.ts";
import { malformed } from "./malformed.ts";

const fromUs = { source: z.literal(eventSource) };
const fromEngine = { source: z.literal(billingEngineSource), id: z.string(), time: GivenInstant };

/** Events as EventBridge hands them to the queue. What we don't handle is an error: it must not vanish unseen. */
const Delivered = z.discriminatedUnion(
  "detail-type",
  [
    z.object({ "detail-type": z.literal("AuthorizationConfirmed"), ...fromUs, detail: AuthorizationConfirmed }),
    z.object({ "detail-type": z.literal("AuthorizationDiscontinued"), ...fromUs, detail: AuthorizationDiscontinued }),
    z.object({ "detail-type": z.literal("ServiceRendered"), ...fromEngine, detail: ServiceRenderedDetail }),
    z.object({ "detail-type": z.literal("ServiceVoided"), ...fromEngine, detail: ServiceVoidedDetail }),
  ],
  { error: "is none that billing hears of" },
);
/** `dataAt` is where its data stand in the message: the billing engine may write them bare. */
export type Delivered = z.infer<typeof Delivered> & { readonly dataAt: string };

/** The event in a message. Throws ONE error that names every fault of it. */
export function deliveredIn(body: string): Delivered {
  const event = parsedJson(body);
  const isBare = isObject(event) && event["source"] === billingEngineSource && isBareData(event["detail"]);
  const wrapped = isBare ? { ...event, detail: { data: event["detail"] } } : event;
  const parsed = Delivered.safeParse(wrapped);
  if (parsed.success) return { ...parsed.data, dataAt: isBare ? "/detail" : "/detail/data" };
  // A fault is told where it stands in the event, not in what was made of it.
  const place = (path: readonly PropertyKey[]) => jsonPointer(isBare ? path.toSpliced(1, 1) : path);
  throw malformed(faultsOf(parsed.error.issues, wrapped, place));
}

function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw malformed([{ pointer: "", code: "INVALID_BODY", message: "is no JSON" }], cause);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isBareData = (detail: unknown) => isObject(detail) && !("data" in detail);

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
