/** An event as a queue behind a rule gets it. */
export interface Delivered {
  readonly id: string;
  readonly source: string;
  readonly "detail-type": string;
  // biome-ignore lint/suspicious/noExplicitAny: tests change whatever an event holds
  readonly detail: any;
}

export interface Told {
  readonly authorizationId?: string;
  readonly version: number;
  readonly occurredAt?: string;
  /** What differs from the usual confirmed state; null: discontinued. */
  readonly confirmed: Readonly<Record<string, unknown>> | null;
}

let made = 0;

/** An event of ours about an authorization, with an id of its own. */
export function event({ authorizationId = "A1", version, occurredAt, confirmed }: Told): Delivered {
  made += 1;
  const ids = { clientId: "C1", insuranceId: "I1", authorizationId, authorizationVersion: version };
  const state = {
    authorizationNumber: `PA-${version}`,
    activityCodes: ["IND15"],
    authUnits: 20,
    authVisits: null,
    effectiveDate: "2026-03-01",
    expirationDate: "2026-06-30",
    confirmedBy: "u-1",
  };
  return {
    id: `bus-${made}`,
    source: "prior-auth-tracker",
    "detail-type": confirmed === null ? "AuthorizationDiscontinued" : "AuthorizationConfirmed",
    detail: {
      metadata: {
        eventId: `event-${made}`,
        schemaVersion: 1,
        occurredAt: occurredAt ?? `2026-03-16T14:00:00.${String(version).padStart(3, "0")}Z`,
        agencyId: "willow-creek",
      },
      data: confirmed === null ? { ...ids, discontinuedBy: "u-1" } : { ...ids, ...state, ...confirmed },
    },
  };
}
