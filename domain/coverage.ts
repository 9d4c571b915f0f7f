import type { Authorization } from "./authorization.ts";
import { amounts, type Balance } from "./balance.ts";
import { isWithin } from "./calendar.ts";
import { type Catalog, procedureOf } from "./catalog.ts";
import type { ClientInsurance } from "./client-insurance.ts";
import { DomainError } from "./domain-error.ts";
import type { Applied, CoverageWarning, PostedService, ServiceStatus } from "./service.ts";
import { difference, type ServicesOfDay, sum, usageOf } from "./usage.ts";

/** An authorization that a service might use, with what it would do to it. */
export interface Candidate {
  readonly authorization: Authorization;
  readonly insurance: ClientInsurance | undefined;
  readonly balance: Balance;
  /** The services that use it on the service's date, without the service itself. */
  readonly day: ServicesOfDay;
}

export interface Coverage {
  readonly applied: Applied | null;
  readonly warnings: readonly CoverageWarning[];
}

/** Whether an authorization's procedure takes in an activity code; a group takes in those that are in it today. */
export function coversCode(catalog: Catalog, authorization: Authorization, activityCode: string): boolean {
  return procedureOf(catalog, authorization.procedure).activityCodes.includes(activityCode);
}

function coversDate(authorization: Authorization, serviceDate: string): boolean {
  return isWithin(serviceDate, authorization.effectiveDate, authorization.expirationDate);
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

/** Whether there is still something of every limited quantity that the service takes from. A visit of a counted day is free. */
function hasRemaining(candidate: Candidate, service: PostedService): boolean {
  const before = leftFor(service.status, candidate.authorization, candidate.balance);
  const after = leftFor(service.status, candidate.authorization, balanceAfter(candidate, service));
  const has = (was: number | null, is: number | null) => was === null || was > 0 || is === was;
  return has(before.units, after.units) && has(before.visits, after.visits);
}

/** Whether the service goes over the cap: some limited quantity that it takes from is below zero afterwards. */
function goesOver(candidate: Candidate, service: PostedService): boolean {
  const before = leftFor(service.status, candidate.authorization, candidate.balance);
  const after = leftFor(service.status, candidate.authorization, balanceAfter(candidate, service));
  const over = (was: number | null, is: number | null) => was !== null && is !== null && is < 0 && is < was;
  return over(before.units, after.units) || over(before.visits, after.visits);
}

interface Criterion {
  readonly because: (best: Candidate) => string;
  readonly rank: (candidate: Candidate, service: PostedService) => string | number;
}

/** In this order, each deciding only among those that the ones before left equal; lower ranks first. */
const criteria: readonly Criterion[] = [
  {
    because: ({ insurance }) => `its insurance has priority ${insurance?.priority}`,
    rank: ({ insurance }) => (insurance?.status === "ACTIVE" ? 0 : 100) + (insurance?.priority ?? 100),
  },
  { because: () => "it has remaining", rank: (candidate, service) => (hasRemaining(candidate, service) ? 0 : 1) },
  {
    because: () => "a single code goes before a group",
    rank: ({ authorization }) => (authorization.procedure.groupId === undefined ? 0 : 1),
  },
  { because: () => "it expires first", rank: ({ authorization }) => authorization.expirationDate },
  { because: () => "it is effective first", rank: ({ authorization }) => authorization.effectiveDate },
  { because: () => "it has the lowest id", rank: ({ authorization }) => authorization.authorizationId },
];

function firstDifference(
  a: Candidate,
  b: Candidate,
  service: PostedService,
): { criterion: Criterion; order: number } | null {
  for (const criterion of criteria) {
    const [left, right] = [criterion.rank(a, service), criterion.rank(b, service)];
    if (left !== right) return { criterion, order: left < right ? -1 : 1 };
  }
  return null;
}

/**
 * Which authorization a service uses. `candidates` are all of the client's that are not discontinued.
 *
 * One that the caller names is used, in or out of its dates, if its procedure takes in the code. Else it is the best of
 * those that take in code and date: by insurance priority, has remaining, single code before group, earliest expiration,
 * earliest effective, lowest id. With BLOCK, what would be a warning is refused (CAP_EXCEEDED, NO_AUTHORIZATION).
 */
export function coverageOf(
  service: PostedService,
  candidates: readonly Candidate[],
  { catalog }: { readonly catalog: Catalog },
): Coverage {
  const { activityCode, serviceDate, insuranceId, authorizationId } = service;
  const block = catalog.settings.overCapPolicy === "BLOCK";
  const ofInsurance = candidates.filter(
    ({ authorization }) => insuranceId === undefined || authorization.insuranceId === insuranceId,
  );
  const ofCode = ofInsurance.filter(({ authorization }) => coversCode(catalog, authorization, activityCode));
  const named = ofCode.find(({ authorization }) => authorization.authorizationId === authorizationId);
  if (authorizationId !== undefined && named === undefined)
    throw new DomainError("NO_AUTHORIZATION", `The authorization ${authorizationId} does not cover ${activityCode}.`);

  const inDates = ofCode.filter(({ authorization }) => coversDate(authorization, serviceDate));
  const [best, next] = inDates.toSorted((a, b) => firstDifference(a, b, service)?.order ?? 0);
  const chosen = named ?? best;
  if (chosen === undefined || (block && !inDates.includes(chosen))) {
    if (block) throw new DomainError("NO_AUTHORIZATION", `No authorization covers ${activityCode} on ${serviceDate}.`);
    return {
      applied: null,
      warnings: ["NO_AUTHORIZATION", ...(ofCode.length > 0 ? (["OUTSIDE_DATES"] as const) : [])],
    };
  }

  const over = goesOver(chosen, service);
  if (over && block)
    throw new DomainError(
      "CAP_EXCEEDED",
      `The authorization ${chosen.authorization.authorizationId} has not enough left for this service.`,
    );
  const reason =
    named !== undefined
      ? "it was named"
      : next === undefined
        ? `it is the only one that covers ${activityCode} on ${serviceDate}`
        : `of ${inDates.length} that cover ${activityCode} on ${serviceDate}, ${firstDifference(chosen, next, service)?.criterion.because(chosen)}`;
  return {
    applied: { authorizationId: chosen.authorization.authorizationId, reason },
    warnings: [
      ...(over ? (["OVERUSE"] as const) : []),
      ...(inDates.includes(chosen) ? [] : (["OUTSIDE_DATES"] as const)),
    ],
  };
}
