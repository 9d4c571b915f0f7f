import type { Cap } from "../../clients/typescript/src/index.ts";
import type { Delivery, LoggedEvent } from "../../web/pages/event-inspector/local-console.ts";

export const processed: Delivery = { target: "Billing/Queue", outcome: "processed", attempts: 1 };

/** An AuthorizationConfirmed that passed the bus and was processed. */
export function confirmedEvent(eventId: string, more: Partial<LoggedEvent> = {}, version = 1): LoggedEvent {
  return {
    eventId,
    receivedAt: "2026-03-16T14:05:00.000Z",
    source: "prior-auth-tracker",
    detailType: "AuthorizationConfirmed",
    detail: {
      metadata: { eventId: `own-${version}`, schemaVersion: 1 },
      data: { clientId: "C1", authorizationId: "A1", authorizationVersion: version, confirmedBy: "u-1" },
    },
    deliveries: [processed],
    ...more,
  };
}

export const cap: Cap = {
  authorizationId: "A1",
  authorizationNumber: "PA-1",
  activityCodes: ["FAM"],
  unitsCap: 96,
  visitsCap: null,
  effectiveDate: "2026-01-05",
  expirationDate: "2026-07-04",
  unitsUsed: 40,
  unitsRemaining: 56,
  visitsUsed: 10,
  visitsRemaining: null,
  state: "OPEN",
  authorizationVersion: 1,
  updatedAt: "2026-03-16T14:05:01.000Z",
};
