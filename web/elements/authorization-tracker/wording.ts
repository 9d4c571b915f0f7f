import type {
  Amounts,
  Authorization,
  ClientInsurance,
  Flag,
  Known,
  Movement,
  ReallocationPlan,
  Status,
} from "../../../clients/typescript/src/index.ts";
import { counted, formatAmount, wordsOf } from "../format.ts";

/** What each status is called, most pressing first. */
export const statusNames: Readonly<Record<Status, string>> = {
  OVERUSE: "Overuse",
  EXPIRED: "Expired",
  ZERO_LEFT: "None left",
  ONE_LEFT: "One left",
  TWO_LEFT: "Two left",
  VARIABLE_LEFT: "Running low",
  EXPIRATION_REMINDER: "Expires soon",
  FUTURE: "Not yet effective",
  OK: "OK",
};

const flagNames: Readonly<Record<Known<Flag>, string>> = { ...statusNames, OVERSCHEDULED: "More scheduled than left" };

/** The text of a status or flag. VARIABLE_LEFT's value is set by the agency, so the text has the row's own number. */
export function statusText(status: Flag, { units, visits }: Pick<Authorization, "units" | "visits">): string {
  const left = Math.min(units.remaining ?? Number.POSITIVE_INFINITY, visits.remaining ?? Number.POSITIVE_INFINITY);
  return status === "VARIABLE_LEFT" && Number.isFinite(left)
    ? `${formatAmount(left)} left`
    : wordsOf(flagNames, status);
}

/** The state of the confirmation, seen from billing. */
export const billingTexts: Readonly<Record<Authorization["confirmation"]["state"], string>> = {
  NOT_CONFIRMED: "Not confirmed",
  SENT: "Sent to billing",
  ACKNOWLEDGED: "Billing has it",
  STALE: "Changed since confirmed",
};

/** Why the insurance keeps an authorization from being confirmed; empty: it does not. */
export function unconfirmable(
  { state }: Pick<Authorization["confirmation"], "state">,
  insurance: Pick<ClientInsurance, "status" | "priorAuthsRequired"> | undefined,
): string {
  if (["SENT", "ACKNOWLEDGED"].includes(state) || insurance === undefined) return "";
  if (insurance.status === "INACTIVE") return "Its insurance is inactive";
  return insurance.priorAuthsRequired ? "" : "Its insurance requires no prior auths";
}

/** What is left of a quantity, in a sentence's part: `56 of 96 left`. */
export function leftText({ authorized, remaining }: Amounts): string {
  if (authorized === null || remaining === null) return "Not limited";
  return remaining < 0
    ? `${formatAmount(-remaining)} over ${formatAmount(authorized)}`
    : `${formatAmount(remaining)} of ${formatAmount(authorized)} left`;
}

export function usedText({ used, scheduled }: Amounts): string {
  return `${formatAmount(used)} used${scheduled === 0 ? "" : `, ${formatAmount(scheduled)} scheduled`}`;
}

/** The two parts of a bar, in percent of what was authorized; together at most 100. */
export function barParts({ authorized, used, scheduled }: Amounts): {
  readonly used: number;
  readonly scheduled: number;
} {
  if (authorized === null || authorized === 0) return { used: 0, scheduled: 0 };
  const usedPercent = Math.min(100, Math.max(0, (used / authorized) * 100));
  return { used: usedPercent, scheduled: Math.min(100 - usedPercent, Math.max(0, (scheduled / authorized) * 100)) };
}

export const movementTexts: Readonly<Record<Known<Movement["reason"]>, string>> = {
  POSTED: "Posted",
  REPLACED: "Replaced",
  VOIDED: "Voided",
  REALLOCATED: "Moved",
};

/** A change of a balance with its sign: `+4`, `-1`, `0`. */
export function signed(amount: number): string {
  return amount > 0 ? `+${formatAmount(amount)}` : formatAmount(amount).replace("-", "\u2212");
}

/** Why a plan moves a service. */
export const moveReasons: Readonly<Record<Known<ReallocationPlan["moves"][number]["reason"]>, string>> = {
  OUTSIDE_DATES: "Outside its dates",
  PROCEDURE_CHANGED: "Its procedure no longer takes in the code",
  RELEASED: "It was never valid",
  NO_AUTHORIZATION: "Had no authorization",
};

/** What is announced of a whole tracker. */
export function countText(count: number): string {
  return count === 0 ? "No authorizations" : counted(count, "authorization");
}
