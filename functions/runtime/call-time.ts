import { setTimeout } from "node:timers/promises";
import type { Context } from "aws-lambda";
import type { Patience } from "../../store/patience.ts";

type CallContext = Pick<Context, "getRemainingTimeInMillis">;

/** Of the function's time, kept for what has begun: a last request (2 s), a pause before it, publishing, the answer. */
const reserveMillis = 3000;

/** An instance of a function has one call at a time. */
let call: CallContext | undefined;

/** The first step of every function's chain: tells how much time the call has for all that it reads, decides and stores. */
export function callBegins({ context }: { readonly context: CallContext }): void {
  call = context;
}

/** The patience of the call under way: one for all its requests together, whatever waits for the table or the bus. */
export const callPatience: Patience = {
  remainingMillis() {
    if (call === undefined)
      throw new Error("A function has to begin with callBegins (functions/runtime/call-time.ts).");
    return call.getRemainingTimeInMillis() - reserveMillis;
  },
  /** Doubles from 50 ms up to 400 ms, each time by chance anything up to that: those who met once don't meet again. */
  async pause(attempt) {
    await setTimeout(Math.random() * Math.min(400, 25 * 2 ** attempt));
  },
};
