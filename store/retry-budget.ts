import { isTransient, unavailable } from "./failures.ts";

/**
 * How a call waits, and for how long. Whatever is tried again, is so by this one measure of the whole call: a request that
 * failed, a transaction that was held up, a decision that was outrun. So nothing multiplies, and nothing is cut off by the
 * function's timeout with its outcome unknown.
 */
export interface RetryBudget {
  /** Milliseconds in which the call may still begin a request. 0 or less: none any more. */
  readonly remainingMillis: () => number;
  /** Waits before the next try: a little longer and less predictable with each. */
  readonly pause: (attempt: number) => Promise<void>;
}

/**
 * Sends a request, again as long as it fails in a way that passes by itself and the call has time.
 *
 * @throws DomainError SERVICE_UNAVAILABLE when the time is over, also before the first try; any other failure as it is
 */
export async function untilAnswered<Output>(budget: RetryBudget, send: () => Promise<Output>): Promise<Output> {
  let failure: unknown;
  for (let attempt = 1; budget.remainingMillis() > 0; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (!isTransient(error)) throw error;
      failure = error;
    }
    await budget.pause(attempt);
  }
  throw unavailable(failure);
}
