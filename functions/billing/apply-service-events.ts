import { DomainError } from "../../domain/domain-error.ts";
import { isAheadOfClock } from "../../domain/latest-statement.ts";
import { billingEngineSource } from "../../events/billing-engine.ts";
import { eventSeen } from "../../store/caps.ts";
import { eventIdOf, occurredAtOf } from "../runtime/bus-event.ts";
import type { Services, WithCatalog, WithPublisher } from "../runtime/services.ts";
import { malformed } from "../runtime/well-formed.ts";
import type { PostingResult } from "../services/decide-posting.ts";
import { changeServices } from "../services/post-service.ts";
import type { Outcome, ServiceEvent } from "./billing-event.ts";

export type BillingServices = Services & WithCatalog & WithPublisher;

/**
 * Posts or voids services of one client as the HTTP routes do, together. A void of an unknown service is an error, and so tried
 * again: the service may still come.
 */
export async function applyServiceEvents(
  events: readonly ServiceEvent[],
  services: BillingServices,
): Promise<(Outcome | Error)[]> {
  const [first] = events;
  if (first === undefined) return [];
  const nowEpochSeconds = Math.floor(services.now().getTime() / 1000);
  const changes = events.map((event) => ({
    serviceId: event.detail.data.serviceId,
    next: nextIn(event),
    origin: {
      by: billingEngineSource,
      role: billingEngineSource,
      at: occurredAtOf(event),
      source: "BILLING_ENGINE" as const,
      once: [eventSeen(eventIdOf(event), nowEpochSeconds)],
    },
  }));
  const results = await changeServices(services, first.detail.data.clientId, changes);
  return results.map((result, index) =>
    result instanceof Error ? inEvent(events[index], result) : outcomes[result.outcome],
  );
}

/** A refusal names fields of the service; here they are part of an event. */
function inEvent(event: ServiceEvent | undefined, cause: Error): Error {
  if (event === undefined || !(cause instanceof DomainError)) return cause;
  const faults = cause.faults.map((fault) => ({ ...fault, pointer: `${event.dataAt}${fault.pointer}` }));
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

/** An event from far ahead would win over everything that is said until then. */
export function requireNotAhead(event: ServiceEvent, services: BillingServices): void {
  if (!isAheadOfClock(occurredAtOf(event), services.now())) return;
  services.measure({ EventsAheadOfClock: 1 });
  const pointer = event.detail.metadata?.occurredAt ? "/detail/metadata/occurredAt" : "/time";
  const message = "must be no more than five minutes ahead of the tracker's clock";
  throw malformed([{ pointer, code: "AHEAD_OF_CLOCK", message }]);
}
