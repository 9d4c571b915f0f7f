/** What a caller approved, as entered: the fields that a confirm tells billing. */
export interface Approved {
  readonly authorizationNumber: string;
  readonly activityCode: string;
  readonly authUnits: number | null;
  readonly authVisits: number | null;
  readonly effectiveDate: string;
  readonly expirationDate: string;
}

/** What has to be so of one authorization, by what its callers did and were answered; nothing here is read from the product. */
export interface Expected {
  readonly clientId: string;
  readonly insuranceId: string;
  readonly authorizationId: string;
  approved: Approved;
  version: number;
  /** The last version that was confirmed, as it was then. */
  confirmed: { readonly version: number; readonly approved: Approved; readonly confirmedAt: string } | null;
  isStale: boolean;
  discontinuedVersion: number | null;
  confirmations: number;
  /** Units by service, of those that are not void; null: no services are posted. */
  readonly services: Map<string, ExpectedService>;
}

export interface ExpectedService {
  readonly serviceDate: string;
  readonly units: number;
}

/** The cap that billing must have at the end; null: none. */
export function expectedCap({ clientId, insuranceId, authorizationId, confirmed, discontinuedVersion }: Expected) {
  if (confirmed === null) return null;
  const { activityCode, authUnits, authVisits, ...same } = confirmed.approved;
  return {
    clientId,
    authorizationId,
    confirmed: {
      version: confirmed.version,
      insuranceId,
      ...same,
      activityCodes: [activityCode],
      unitsCap: authUnits,
      visitsCap: authVisits,
      toldAt: confirmed.confirmedAt,
    },
    ...(discontinuedVersion !== null && { discontinuedVersion }),
  };
}

/** The state of its confirmation once billing has heard everything. */
export function expectedState({ confirmed, isStale }: Expected): "NOT_CONFIRMED" | "STALE" | "ACKNOWLEDGED" {
  if (confirmed === null) return "NOT_CONFIRMED";
  return isStale ? "STALE" : "ACKNOWLEDGED";
}

export function expectedUsage({ services }: Expected) {
  const posted = [...services.values()];
  return {
    units: posted.reduce((sum, { units }) => sum + units, 0),
    visits: new Set(posted.map(({ serviceDate }) => serviceDate)).size,
  };
}
