import { setTimeout } from "node:timers/promises";
import type { Context } from "aws-lambda";
import type { RetryBudget } from "../../store/retry-budget.ts";

type CallContext = Pick<Context, "getRemainingTimeInMillis">;

/** Time kept for a last request (2 s), the pause before it, publishing, and the answer. */
const reserveMillis = 3000;

/** An instance of a function has one call at a time. */
let call: CallContext | undefined;

/** The first step of every function's chain: tells how much time the call has for all that it reads, decides and stores. */
export function callBegins({ context }: { readonly context: CallContext }): void {
  call = context;
}

/** The time that the current call has left, for all its requests together, to the table or the bus. */
export const callBudget: RetryBudget = {
  remainingMillis() {
    if (call === undefined)
      throw new Error("A function has to begin with callBegins (functions/runtime/call-time.ts).");
    return call.getRemainingTimeInMillis() - reserveMillis;
  },
  /** Random, up to a limit that doubles from 50 to 400 ms: calls that met once do not meet again. */
  async pause(attempt) {
    await setTimeout(Math.random() * Math.min(400, 25 * 2 ** attempt));
  },
};
