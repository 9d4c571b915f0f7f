import type { Authorization } from "./authorization.ts";
import { isPending, isSameNumber } from "./authorization-number.ts";
import { isSameProcedure } from "./catalog.ts";
import { DomainError } from "./domain-error.ts";
import type { TrackerSettings } from "./status.ts";

/** Others of the same insurance and procedure whose dates overlap: allowed, and worth a warning. */
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

/** Overlapping ones with the same number: the same one, entered twice. A payer may keep a number for the next period. */
function duplicates(authorization: Authorization, { others, settings }: Entered): Authorization[] {
  const { authorizationNumber } = authorization;
  if (isPending(authorizationNumber, settings)) return [];
  return overlapping(authorization, others.values()).filter((other) =>
    isSameNumber(other.authorizationNumber, authorizationNumber),
  );
}

/** Refuses what is entered twice. A change is refused for a duplicate that it makes, not for one that stands. */
export function requireNoDuplicate(authorization: Authorization, entered: Entered, previous?: Authorization): void {
  const standing = previous === undefined ? [] : duplicates(previous, entered);
  const [made] = duplicates(authorization, entered).filter((other) => !standing.includes(other));
  if (made !== undefined)
    throw new DomainError(
      "DUPLICATE_AUTHORIZATION",
      `The authorization ${made.authorizationId} has this number, insurance and procedure from ${made.effectiveDate} to ${made.expirationDate}.`,
    );
}
