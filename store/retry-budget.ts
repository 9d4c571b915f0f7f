import { isTransient, unavailable } from "./failures.ts";

/**
 * The time of a call for everything that is tried again: a request that failed, a transaction that met another, a decision that
 * somebody overtook. One measure for all, so that tries do not multiply, and the function's timeout never cuts off a request
 * whose outcome is then unknown.
 */
export interface RetryBudget {
  /** Milliseconds in which the call may still begin a request. 0 or less: none any more. */
  readonly remainingMillis: () => number;
  /** Waits before the next try: longer, and more at random, with each. */
  readonly pause: (attempt: number) => Promise<void>;
}

/**
 * Sends a request, again as long as its failure is temporary and the call has time.
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
