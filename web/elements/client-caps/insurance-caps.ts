import type { Amounts, Authorization, Cap, ClientInsurance } from "../../../clients/typescript/src/index.ts";

/** What billing has on one insurance, and what was sent to it and is not there yet. */
export interface InsuranceCaps {
  readonly insurance: ClientInsurance;
  readonly open: readonly Cap[];
  readonly closed: readonly Cap[];
  /** Confirmed, without a cap so far. */
  readonly toCome: readonly Authorization[];
}

/** @param authorizations of the whole client; those that left the tracker are not among them */
export function insuranceCaps(
  insurance: ClientInsurance,
  caps: readonly Cap[],
  authorizations: readonly Authorization[],
): InsuranceCaps {
  const capped = new Set(caps.map(({ authorizationId }) => authorizationId));
  return {
    insurance,
    open: caps.filter(({ state }) => state === "OPEN"),
    closed: caps.filter(({ state }) => state === "CLOSED"),
    toCome: authorizations.filter(
      ({ authorizationId, insuranceId, confirmation }) =>
        insuranceId === insurance.insuranceId &&
        confirmation.confirmedVersion !== undefined &&
        !capped.has(authorizationId),
    ),
  };
}

/** Whether billing has the version of this cap that was confirmed last. */
export function isUpToDate(cap: Cap, { confirmation }: Pick<Authorization, "confirmation">): boolean {
  return cap.authorizationVersion >= (confirmation.confirmedVersion ?? 0);
}

/** The text below an open cap's state: whether billing has the current version. */
export function acknowledgementText(cap: Cap, authorization: Authorization | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  if (!isUpToDate(cap, authorization)) return "A newer version is sent, its cap is to come";
  return authorization.confirmation.state === "STALE" ? "Changed since: confirm it again" : "Acknowledged";
}

export function unitsOf({ unitsCap, unitsUsed, unitsRemaining }: Cap): Amounts {
  return amounts(unitsCap, unitsUsed, unitsRemaining);
}

export function visitsOf({ visitsCap, visitsUsed, visitsRemaining }: Cap): Amounts {
  return amounts(visitsCap, visitsUsed, visitsRemaining);
}

/** Caps have no scheduled services. */
function amounts(authorized: number | null, used: number, remaining: number | null): Amounts {
  return { authorized, used, scheduled: 0, remaining, available: remaining };
}
