import type { Instant } from "./calendar.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { PostedService } from "./service.ts";

/** One statement about a service: how it was posted, or null that it is void. */
export interface Statement {
  readonly at: Instant;
  readonly by: "PERSON" | "BILLING_ENGINE";
  readonly posted: PostedService | null;
}

/**
 * Whether a statement of the billing engine replaces the stored one: the later one wins; of the same moment a person over the
 * engine, void over posted, and of two contents the greater text. The text is no better reason, but gives the same result
 * whichever comes first.
 */
export function overrides(incoming: Statement, stored: Statement): boolean {
  return rankOf(incoming) >= rankOf(stored);
}

/** As a text, so that ranks compare as their parts do. */
function rankOf({ at, by, posted }: Statement): string {
  return `${at} ${by === "PERSON" ? 1 : 0} ${posted === null ? 1 : 0} ${posted === null ? "" : canonicalJson(posted)}`;
}

const mostAheadMillis = 5 * 60_000;

/** Clocks differ a little. A statement from further ahead would win over everything that is said until then. */
export function isAheadOfClock(at: Date, now: Date): boolean {
  return at.getTime() > now.getTime() + mostAheadMillis;
}
