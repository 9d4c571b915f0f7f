import { DomainError } from "../../domain/domain-error.ts";
import { isAheadOfClock } from "../../domain/latest-statement.ts";
import { billingEngineSource } from "../../events/billing-engine.ts";
import { eventSeen } from "../../store/caps.ts";
import { eventIdOf, occurredAtOf } from "../runtime/bus-event.ts";
import type { Services, WithCatalog, WithPublisher } from "../runtime/services.ts";
import { malformed } from "../runtime/well-formed.ts";
import type { PostingResult } from "../services/decide-posting.ts";
import { changeService } from "../services/post-service.ts";
import type { Outcome, ServiceEvent } from "./billing-event.ts";

export type BillingServices = Services & WithCatalog & WithPublisher;

/**
 * Posts or voids a service as the HTTP routes do. A void of an unknown service is an error, and so tried again: the service may
 * still come.
 */
export async function applyServiceEvent(event: ServiceEvent, services: BillingServices): Promise<Outcome> {
  const { clientId, serviceId } = event.detail.data;
  const nowEpochSeconds = Math.floor(services.now().getTime() / 1000);
  const origin = {
    by: billingEngineSource,
    role: billingEngineSource,
    at: checkedTime(event, services),
    source: "BILLING_ENGINE" as const,
    once: [eventSeen(eventIdOf(event), nowEpochSeconds)],
  };
  try {
    const { outcome } = await changeService(services, clientId, { serviceId, next: nextIn(event), origin });
    return outcomes[outcome];
  } catch (error) {
    throw error instanceof DomainError ? inEvent(event, error) : error;
  }
}

/** A refusal names fields of the service; here they are part of an event. */
function inEvent({ dataAt }: ServiceEvent, cause: DomainError): DomainError {
  const faults = cause.faults.map((fault) => ({ ...fault, pointer: `${dataAt}${fault.pointer}` }));
  return new DomainError(cause.code, cause.message, { faults, cause });
}

const outcomes = {
  CREATED: "APPLIED",
  CHANGED: "APPLIED",
  UNCHANGED: "DUPLICATE",
  SUPERSEDED: "SUPERSEDED",
} as const satisfies Record<PostingResult["outcome"], Outcome>;

function nextIn(event: ServiceEvent) {
  if (event["detail-type"] === "ServiceVoided") return { void: true } as const;
  const { activityCode, serviceDate, units, insuranceId, authorizationId } = event.detail.data;
  return {
    posted: {
      activityCode,
      serviceDate,
      units,
      status: "RENDERED" as const,
      ...(typeof insuranceId === "string" && { insuranceId }),
      ...(typeof authorizationId === "string" && { authorizationId }),
    },
  };
}

function checkedTime(event: ServiceEvent, services: BillingServices): Date {
  const at = occurredAtOf(event);
  if (!isAheadOfClock(at, services.now())) return at;
  services.measure({ EventsAheadOfClock: 1 });
  const pointer = event.detail.metadata?.occurredAt ? "/detail/metadata/occurredAt" : "/time";
  const message = "must be no more than five minutes ahead of the tracker's clock";
  throw malformed([{ pointer, code: "AHEAD_OF_CLOCK", message }]);
}
