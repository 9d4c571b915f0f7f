import type { Authorization } from "./authorization.ts";
import { amounts, type Balance } from "./balance.ts";
import type { ClientInsurance } from "./client-insurance.ts";
import type { PostedService, ServiceStatus } from "./service.ts";
import { difference, type ServicesOfDay, sum, usageOf } from "./usage.ts";

/** An authorization that a service might use, with what it would do to it. */
export interface Candidate {
  readonly authorization: Authorization;
  readonly insurance: ClientInsurance | undefined;
  /** Without the service itself. */
  readonly balance: Balance;
  /** The services that use it on the service's date, without the service itself. */
  readonly day: ServicesOfDay;
}

/** What is left for a service of this status: rendered ones take what remains, scheduled ones what is available. */
function leftFor(status: ServiceStatus, authorization: Authorization, balance: Balance) {
  const of = (authorized: number | undefined, used: number, scheduled: number) => {
    const { remaining, available } = amounts(authorized, used, scheduled);
    return status === "RENDERED" ? remaining : available;
  };
  return {
    units: of(authorization.authUnits, balance.unitsUsed, balance.unitsScheduled),
    visits: of(authorization.authVisits, balance.visitsUsed, balance.visitsScheduled),
  };
}

/** The candidate's balance once it has the service too. */
export function balanceAfter({ balance, day }: Candidate, service: PostedService): Balance {
  const { activityCode, status, units } = service;
  const after = usageOf({ ...day, "": { activityCode, status, units } });
  return sum(balance, difference(after, usageOf(day)));
}

/** Whether `is` holds for a limited quantity that the service takes from, by what is left of it before and after. */
function someQuantity(
  candidate: Candidate,
  service: PostedService,
  is: (before: number, after: number) => boolean,
): boolean {
  const { authorization, balance } = candidate;
  const before = leftFor(service.status, authorization, balance);
  const after = leftFor(service.status, authorization, balanceAfter(candidate, service));
  // A second service on a counted day takes no visit.
  return (["units", "visits"] as const).some((quantity) => {
    const [was, left] = [before[quantity], after[quantity]];
    return was !== null && left !== null && left < was && is(was, left);
  });
}

/** Whether there is still something of every limited quantity that the service takes from. */
export const hasRemaining = (candidate: Candidate, service: PostedService) =>
  !someQuantity(candidate, service, (before) => before <= 0);

/** Whether all of the service fits: no limited quantity that it takes from is below zero afterwards. */
export const coversWhole = (candidate: Candidate, service: PostedService) =>
  !someQuantity(candidate, service, (_, after) => after < 0);
