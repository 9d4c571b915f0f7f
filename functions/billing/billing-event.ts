import * as z from "zod/mini";
import { AuthorizationConfirmed } from "../../events/authorization-confirmed.ts";
import { AuthorizationDiscontinued } from "../../events/authorization-discontinued.ts";
import { billingEngineSource, ServiceRenderedDetail, ServiceVoidedDetail } from "../../events/billing-engine.ts";
import { eventSource } from "../../events/envelope.ts";
import { envelope } from "../runtime/bus-event.ts";
import { jsonPointer } from "../runtime/faults.ts";
import { jsonIn, wellFormed } from "../runtime/well-formed.ts";

const fromUs = { ...envelope, source: z.literal(eventSource) };
const fromEngine = { ...envelope, source: z.literal(billingEngineSource) };

/** Events as EventBridge hands them to the queue. An event of another kind is an error, so that it does not vanish unseen. */
const BillingEvent = z.discriminatedUnion(
  "detail-type",
  [
    z.object({ "detail-type": z.literal("AuthorizationConfirmed"), ...fromUs, detail: AuthorizationConfirmed }),
    z.object({ "detail-type": z.literal("AuthorizationDiscontinued"), ...fromUs, detail: AuthorizationDiscontinued }),
    z.object({ "detail-type": z.literal("ServiceRendered"), ...fromEngine, detail: ServiceRenderedDetail }),
    z.object({ "detail-type": z.literal("ServiceVoided"), ...fromEngine, detail: ServiceVoidedDetail }),
  ],
  { error: "is none that billing hears of" },
);
/** `dataAt`: where the data are in the message, since the billing engine may send them bare. */
export type BillingEvent = z.infer<typeof BillingEvent> & { readonly dataAt: string };

/** What caps are made of. */
export type CapEvent = Extract<BillingEvent, { "detail-type": "AuthorizationConfirmed" | "AuthorizationDiscontinued" }>;
/** What the billing engine tells of a service. */
export type ServiceEvent = Extract<BillingEvent, { "detail-type": "ServiceRendered" | "ServiceVoided" }>;

/** APPLIED; DUPLICATE: this very event was applied before; SUPERSEDED: something newer was. */
export type Outcome = "APPLIED" | "DUPLICATE" | "SUPERSEDED";

/** The event in a message. Throws ONE error that names every fault of it. */
export function billingEventIn(body: string): BillingEvent {
  const event = jsonIn(body);
  const isBare = isObject(event) && event["source"] === billingEngineSource && isBareData(event["detail"]);
  const wrapped = isBare ? { ...event, detail: { data: event["detail"] } } : event;
  // A pointer leads to the place in the message, not in the wrapped copy.
  const place = (path: readonly PropertyKey[]) => jsonPointer(isBare ? path.toSpliced(1, 1) : path);
  return { ...wellFormed(BillingEvent, wrapped, place), dataAt: isBare ? "/detail" : "/detail/data" };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isBareData = (detail: unknown) => isObject(detail) && !("data" in detail);
