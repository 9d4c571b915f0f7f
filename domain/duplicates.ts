import type { Authorization } from "./authorization.ts";
import { isPending, isSameNumber } from "./authorization-number.ts";
import type { Cap } from "./cap.ts";
import { isSameProcedure } from "./catalog.ts";
import type { ClientInsurance } from "./client-insurance.ts";
import { DomainError } from "./domain-error.ts";
import type { TrackerSettings } from "./status.ts";

/** Other authorizations of the same insurance and procedure whose dates overlap: allowed, with a warning. */
export function overlapping(authorization: Authorization, others: Iterable<Authorization>): Authorization[] {
  const { authorizationId, insuranceId, procedure, effectiveDate, expirationDate } = authorization;
  return [...others].filter(
    (other) =>
      other.authorizationId !== authorizationId &&
      other.discontinued === undefined &&
      other.insuranceId === insuranceId &&
      isSameProcedure(other.procedure, procedure) &&
      other.effectiveDate <= expirationDate &&
      effectiveDate <= other.expirationDate,
  );
}

/** What else was entered for the client. */
interface Entered {
  readonly others: ReadonlyMap<string, Authorization>;
  readonly settings: TrackerSettings;
}

/** Overlapping authorizations with the same number: one that was entered twice. A payer may keep a number for the next period. */
function duplicates(authorization: Authorization, { others, settings }: Entered): Authorization[] {
  const { authorizationNumber } = authorization;
  if (isPending(authorizationNumber, settings)) return [];
  return overlapping(authorization, others.values()).filter((other) =>
    isSameNumber(other.authorizationNumber, authorizationNumber),
  );
}

/** Refuses what is entered twice. A change is refused for a duplicate that it makes, not for one that was there before. */
export function requireNoDuplicate(authorization: Authorization, entered: Entered, previous?: Authorization): void {
  const standing = previous === undefined ? [] : duplicates(previous, entered);
  const [made] = duplicates(authorization, entered).filter((other) => !standing.includes(other));
  if (made !== undefined)
    throw new DomainError(
      "DUPLICATE_AUTHORIZATION",
      `The authorization ${made.authorizationId} has this number, insurance and procedure from ${made.effectiveDate} to ${made.expirationDate}.`,
    );
}

/** No two active insurances of a client share a priority. */
export function requireFreePriority(insurances: Iterable<ClientInsurance>, insurance: ClientInsurance): void {
  const other = [...insurances].find((each) => sharesPriority(each, insurance));
  if (other !== undefined)
    throw new DomainError(
      "PRIORITY_IN_USE",
      `The active insurance ${other.insuranceId} has priority ${insurance.priority} already.`,
    );
}

const sharesPriority = (a: ClientInsurance, b: ClientInsurance) =>
  a.insuranceId !== b.insuranceId && a.status === "ACTIVE" && b.status === "ACTIVE" && a.priority === b.priority;

/**
 * All insurances that a change of one changes; none when nothing changes. With a swap, the active one that has the new priority
 * gets the previous one.
 */
export function changedTogether(
  insurances: ReadonlyMap<string, ClientInsurance>,
  insurance: ClientInsurance,
  swapPriority: boolean,
): ClientInsurance[] {
  const previous = insurances.get(insurance.insuranceId);
  const holder = swapPriority ? [...insurances.values()].find((each) => sharesPriority(each, insurance)) : undefined;
  const { priority } = previous ?? insurance;
  const swapped = holder === undefined ? [] : [{ ...holder, priority, version: holder.version + 1 }];
  const changed = [insurance, ...swapped].filter((each) => each !== previous);
  const after = new Map([...insurances, ...changed.map((each) => [each.insuranceId, each] as const)]);
  for (const each of changed) requireFreePriority(after.values(), each);
  return changed;
}

/** What may refer to an insurance: all authorizations of its client, discontinued ones included, and all caps. */
interface Referring {
  readonly authorizations: Iterable<Authorization>;
  readonly caps: Iterable<Cap>;
}

/**
 * Refuses to delete an insurance under which an authorization was entered, or under which billing has a cap or will get one. An
 * authorization that was confirmed and then moved has its cap where it was until it is confirmed again.
 */
export function requireUnused(insuranceId: string, { authorizations, caps }: Referring): void {
  const isUsed =
    [...authorizations].some((each) => [each.insuranceId, each.confirmation?.insuranceId].includes(insuranceId)) ||
    [...caps].some(({ confirmed }) => confirmed?.insuranceId === insuranceId);
  if (isUsed)
    throw new DomainError("IN_USE", `The insurance ${insuranceId} has authorizations, or had one that was confirmed.`);
}
