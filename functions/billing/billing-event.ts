import * as z from "zod/mini";
import { GivenInstant } from "../../domain/calendar.ts";
import { DomainError, type Fault } from "../../domain/domain-error.ts";
import { AuthorizationConfirmed } from "../../events/authorization-confirmed.ts";
import { AuthorizationDiscontinued } from "../../events/authorization-discontinued.ts";
import { billingEngineSource, ServiceRenderedDetail, ServiceVoidedDetail } from "../../events/billing-engine.ts";
import { eventSource } from "../../events/envelope.ts";
import { faultsOf, jsonPointer } from "../runtime/faults.ts";

const fromUs = { source: z.literal(eventSource) };
const fromEngine = { source: z.literal(billingEngineSource), id: z.string(), time: GivenInstant };

/** Events as EventBridge hands them to the queue. What we don't handle is an error: it must not vanish unseen. */
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
/** `dataAt` is where its data stand in the message: the billing engine may write them bare. */
export type BillingEvent = z.infer<typeof BillingEvent> & { readonly dataAt: string };

/** What caps are made of. */
export type CapEvent = Extract<BillingEvent, { "detail-type": "AuthorizationConfirmed" | "AuthorizationDiscontinued" }>;
/** What the billing engine tells of a service. */
export type ServiceEvent = Extract<BillingEvent, { "detail-type": "ServiceRendered" | "ServiceVoided" }>;

/** APPLIED; DUPLICATE: this very event was applied before; SUPERSEDED: something newer was. */
export type Outcome = "APPLIED" | "DUPLICATE" | "SUPERSEDED";

/** The event in a message. Throws ONE error that names every fault of it. */
export function billingEventIn(body: string): BillingEvent {
  const event = parsedJson(body);
  const isBare = isObject(event) && event["source"] === billingEngineSource && isBareData(event["detail"]);
  const wrapped = isBare ? { ...event, detail: { data: event["detail"] } } : event;
  const parsed = BillingEvent.safeParse(wrapped);
  if (parsed.success) return { ...parsed.data, dataAt: isBare ? "/detail" : "/detail/data" };
  // A fault is told where it stands in the event, not in what was made of it.
  const place = (path: readonly PropertyKey[]) => jsonPointer(isBare ? path.toSpliced(1, 1) : path);
  throw malformed(faultsOf(parsed.error.issues, wrapped, place));
}

/** An event that nothing but another event mends. Names every fault of it, and quotes nothing of it. */
export function malformed(faults: readonly Fault[], cause?: unknown): DomainError {
  const places = faults.map(({ pointer, code, message }) => `${pointer || "the message"} ${message} (${code})`);
  return new DomainError("VALIDATION_FAILED", `${places.join("; ")}.`, { faults, cause });
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
