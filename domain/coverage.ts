import type { Authorization } from "./authorization.ts";
import { isWithin } from "./calendar.ts";
import { type Candidate, coversWhole, hasRemaining } from "./candidate.ts";
import { type Catalog, procedureOf } from "./catalog.ts";
import { type ClientInsurance, isInForce } from "./client-insurance.ts";
import { DomainError, refusedField } from "./domain-error.ts";
import type { Applied, CoverageWarning, NotRequired, PostedService, Service } from "./service.ts";

/**
 * Which authorization a service uses: THE rule, asked by posting, `service-checks`, claims and reallocation. Its examples stand
 * as tables in `test/domain/coverage.test.ts`.
 *
 * 1. While its code and date are unchanged, a service keeps the authorization it uses, unless that was released or the caller
 *    names another authorization or insurance.
 * 2. One that the caller names is used, in or out of its dates, if its procedure takes in the code.
 * 3. Else it is the best of those that take in code and date, in the order of `criteria`.
 * 4. If there is none, the insurance that the service is billed to says whether one is required.
 *
 * `BLOCK` refuses a service that goes over the cap or that nothing covers, but never a correction that takes no more than the
 * stored service.
 */

/** A stored service that is not void, and the authorization that it uses, discontinued or not. */
export interface Standing {
  readonly service: Service;
  readonly used: Candidate | undefined;
}

export interface CoverageFacts {
  /** The client's authorizations that are not discontinued. */
  readonly candidates: readonly Candidate[];
  readonly insurances: readonly ClientInsurance[];
  readonly standing?: Standing | undefined;
}

export interface Coverage {
  readonly applied: Applied | null;
  /** Why the service needs no authorization, if it uses none. */
  readonly reason?: NotRequired;
  readonly warnings: readonly CoverageWarning[];
  /** Why the service is refused; null with FLAG. */
  readonly refusal: DomainError | null;
}

/** Why an authorization does not hold for a service, most decisive first. */
export type Lapse = "RELEASED" | "OUTSIDE_DATES" | "PROCEDURE_CHANGED";
type Placed = Pick<PostedService, "activityCode" | "serviceDate">;

/** Whether an authorization's procedure takes in an activity code; a group takes in those that are in it today. */
export function coversCode(catalog: Catalog, { procedure }: Pick<Authorization, "procedure">, code: string): boolean {
  return procedureOf(catalog, procedure).activityCodes.includes(code);
}

/** Why an authorization does not hold, or no longer, for a service of this code and date; empty: it does. */
export function lapsesOf(authorization: Authorization, service: Placed, catalog: Catalog): Lapse[] {
  const { discontinued, effectiveDate, expirationDate } = authorization;
  return [
    ...(discontinued?.effect === "RELEASE" ? (["RELEASED"] as const) : []),
    ...(isWithin(service.serviceDate, effectiveDate, expirationDate) ? [] : (["OUTSIDE_DATES"] as const)),
    ...(coversCode(catalog, authorization, service.activityCode) ? [] : (["PROCEDURE_CHANGED"] as const)),
  ];
}

interface Criterion {
  readonly because: (best: Candidate) => string;
  readonly rank: (candidate: Candidate, service: PostedService) => string | number;
}

/** Tried in this order, each only among candidates that the ones before rank equal. Lower ranks go first. */
const criteria: readonly Criterion[] = [
  {
    because: ({ insurance }) => `its insurance has priority ${insurance?.priority}`,
    rank: ({ insurance }, { serviceDate }) => priorityOn(serviceDate, insurance),
  },
  {
    because: () => "it covers the service whole",
    rank: (candidate, service) => (coversWhole(candidate, service) ? 0 : 1),
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

/** Above every priority that an insurance can have. */
const afterAllOthers = 100;

/** The order in which insurances pay for a day, lower first; those not in force on it come last. */
export function priorityOn(day: string, insurance: ClientInsurance | undefined): number {
  if (insurance === undefined) return 2 * afterAllOthers;
  return insurance.priority + (isInForce(insurance, day) ? 0 : afterAllOthers);
}

function firstDifference(a: Candidate, b: Candidate, service: PostedService) {
  for (const criterion of criteria) {
    const [left, right] = [criterion.rank(a, service), criterion.rank(b, service)];
    if (left !== right) return { criterion, order: left < right ? -1 : 1 };
  }
  return null;
}

interface Chosen {
  readonly candidate: Candidate;
  readonly reason: string;
  /** KEPT, NAMED: used even if it does not hold for the service. NEVER: it does hold. */
  readonly despiteLapse: "KEPT" | "NAMED" | "NEVER";
}

/** The authorization that the service uses and keeps. */
function kept(
  { authorizationId, insuranceId, ...service }: PostedService,
  standing: Standing | undefined,
): Chosen | null {
  const { used, service: stands } = standing ?? {};
  if (used === undefined || !stands?.applied || !isUnmoved(service, stands)) return null;
  const { authorization } = used;
  if (authorization.discontinued?.effect === "RELEASE") return null;
  const isNamed = authorizationId !== undefined;
  if (isNamed && authorizationId !== authorization.authorizationId) return null;
  if (insuranceId !== undefined && insuranceId !== authorization.insuranceId) return null;
  return { candidate: used, reason: isNamed ? named : stands.applied.reason, despiteLapse: "KEPT" };
}

/** Whether a service keeps the authorization that it uses. */
export const keepsItsOwn = (service: PostedService, standing: Standing | undefined) => kept(service, standing) !== null;

const isUnmoved = (service: Placed, stands: Service) =>
  service.activityCode === stands.activityCode && service.serviceDate === stands.serviceDate;

const named = "it was named";

function chosenOf(service: PostedService, { candidates, standing }: CoverageFacts, catalog: Catalog): Chosen | null {
  const keeps = kept(service, standing);
  if (keeps !== null) return keeps;
  const { activityCode, serviceDate, authorizationId } = service;
  const ofCode = candidates.filter(
    ({ authorization }) => coversCode(catalog, authorization, activityCode) && isOfInsurance(authorization, service),
  );
  if (authorizationId !== undefined) {
    const candidate = ofCode.find(({ authorization }) => authorization.authorizationId === authorizationId);
    if (candidate !== undefined) return { candidate, reason: named, despiteLapse: "NAMED" };
    throw new DomainError("NO_AUTHORIZATION", `The authorization ${authorizationId} does not cover ${activityCode}.`);
  }
  const eligible = inOrder(ofCode, service, catalog);
  const [best, next] = eligible;
  if (best === undefined) return null;
  const covering = `${activityCode} on ${serviceDate}`;
  const reason =
    next === undefined
      ? `it is the only one that covers ${covering}`
      : `of ${eligible.length} that cover ${covering}, ${firstDifference(best, next, service)?.criterion.because(best)}`;
  return { candidate: best, reason, despiteLapse: "NEVER" };
}

const isOfInsurance = ({ insuranceId }: Authorization, service: PostedService) =>
  service.insuranceId === undefined || service.insuranceId === insuranceId;

/** Those that take in code and date, the best first. */
function inOrder(candidates: readonly Candidate[], service: PostedService, catalog: Catalog): Candidate[] {
  return candidates
    .filter(({ authorization }) => lapsesOf(authorization, service, catalog).length === 0)
    .sort((a, b) => firstDifference(a, b, service)?.order ?? 0);
}

/**
 * Which authorization a service uses, by the rule above.
 *
 * @throws DomainError NO_AUTHORIZATION when the one that is named does not take in the code, whatever the policy
 */
export function coverageOf(service: PostedService, facts: CoverageFacts, catalog: Catalog): Coverage {
  const chosen = chosenOf(service, facts, catalog);
  const decided = chosen === null ? withoutAny(service, facts, catalog) : withChosen(service, chosen, facts, catalog);
  const { standing } = facts;
  if (decided.refusal === null || standing === undefined || !takesNoMore(service, standing)) return decided;
  const { service: stands } = standing;
  const isSame = decided.applied?.authorizationId === stands.applied?.authorizationId;
  return { ...(isSame ? decided : coverageStanding(stands)), refusal: null };
}

/**
 * Whether a correction takes no more than the stored service, and from the same place: the caller names no other authorization or
 * insurance.
 */
function takesNoMore(service: PostedService, { service: stands, used }: Standing): boolean {
  const usedId = stands.applied?.authorizationId;
  const insuranceId = used?.authorization.insuranceId ?? stands.insuranceId;
  const isThere =
    (service.authorizationId ?? usedId) === usedId && (service.insuranceId ?? insuranceId) === insuranceId;
  return isThere && isUnmoved(service, stands) && service.units <= stands.units;
}

function coverageStanding({ applied, reason, warnings }: Service): Omit<Coverage, "refusal"> {
  return { applied, ...(reason !== undefined && { reason }), warnings };
}

function withChosen(service: PostedService, chosen: Chosen, facts: CoverageFacts, catalog: Catalog): Coverage {
  const { candidate, reason, despiteLapse } = chosen;
  const { authorizationId } = candidate.authorization;
  const isOver = !coversWhole(candidate, service);
  const lapses = lapsesOf(candidate.authorization, service, catalog).filter((lapse) => lapse !== "RELEASED");
  const refusal = () => {
    if (despiteLapse === "NAMED" && lapses.length > 0)
      return refused(
        "NO_AUTHORIZATION",
        `The authorization ${authorizationId} does not hold on ${service.serviceDate}.`,
      );
    if (!isOver) return null;
    const whole = wholeElsewhere(service, facts.candidates, catalog, authorizationId);
    return refused("CAP_EXCEEDED", `The authorization ${authorizationId} has not enough left for this service.`, whole);
  };
  return {
    applied: { authorizationId, reason },
    warnings: [...(isOver ? (["OVERUSE"] as const) : []), ...lapses],
    refusal: blocks(catalog) ? refusal() : null,
  };
}

const blocks = (catalog: Catalog) => catalog.settings.overCapPolicy === "BLOCK";

/** Decides about a service that no authorization covers: is one required? */
function withoutAny(service: PostedService, { candidates, insurances }: CoverageFacts, catalog: Catalog): Coverage {
  const { activityCode, serviceDate } = service;
  const billedTo = insuranceBilled(service, insurances);
  if (!billedTo?.priorAuthsRequired)
    return {
      applied: null,
      reason: billedTo === undefined ? "NO_INSURANCE" : "PRIOR_AUTH_NOT_REQUIRED",
      warnings: [],
      refusal: null,
    };
  const isOnOtherDays = candidates.some(
    ({ authorization }) => isOfInsurance(authorization, service) && coversCode(catalog, authorization, activityCode),
  );
  const refusal = () =>
    refused(
      "NO_AUTHORIZATION",
      `No authorization covers ${activityCode} on ${serviceDate}.`,
      wholeElsewhere(service, candidates, catalog),
    );
  return {
    applied: null,
    warnings: ["NO_AUTHORIZATION", ...(isOnOtherDays ? (["OUTSIDE_DATES"] as const) : [])],
    refusal: blocks(catalog) ? refusal() : null,
  };
}

/** The insurance that a service is billed to: the one that is named, else the one in force with the best priority. */
function insuranceBilled({ insuranceId, serviceDate }: PostedService, insurances: readonly ClientInsurance[]) {
  if (insuranceId !== undefined) return insurances.find((insurance) => insurance.insuranceId === insuranceId);
  return insurances
    .filter((insurance) => isInForce(insurance, serviceDate))
    .sort((a, b) => a.priority - b.priority)
    .at(0);
}

/** The best authorization, of whichever insurance, that would cover the service whole, so that the caller can name it. */
function wholeElsewhere(
  service: PostedService,
  candidates: readonly Candidate[],
  catalog: Catalog,
  besideId?: string,
): Authorization | undefined {
  return inOrder(candidates, service, catalog).find(
    (candidate) => candidate.authorization.authorizationId !== besideId && coversWhole(candidate, service),
  )?.authorization;
}

function refused(code: "CAP_EXCEEDED" | "NO_AUTHORIZATION", detail: string, whole?: Authorization): DomainError {
  if (whole === undefined) return new DomainError(code, detail);
  const message = `the authorization ${whole.authorizationId} of the insurance ${whole.insuranceId} would cover it whole; name it to use it`;
  return refusedField(code, `${detail} Yet ${message}.`, "/authorizationId", message);
}
