import type { ErrorCode } from "./generated/operations.ts";
import type { Problem } from "./generated/schemas.ts";

/** TOO_MANY_REQUESTS: the platform's limit. OTHER: a code that is newer than this client; `problem.code` has it. */
export type KnownErrorCode = ErrorCode | "TOO_MANY_REQUESTS" | "OTHER";

/** One fault of a request: where it stands (JSON pointer into the body, `?name`, or a header's name), a code, a sentence. */
export type Fault = NonNullable<Problem["errors"]>[number];

interface Answered {
  readonly status: number;
  readonly code: KnownErrorCode;
  readonly problem: Partial<Problem>;
  readonly currentEtag: string | null;
  readonly retryAfterSeconds: number | null;
  readonly mayHaveHappened: boolean;
}

/** The API answered, and refused. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly code: KnownErrorCode;
  /** Every fault of the request at once; empty for other refusals. */
  readonly faults: readonly Fault[];
  /** Finds the request in the agency's log. Null when the platform answered and not the API. */
  readonly traceId: string | null;
  /** The current version, if a change was refused for its version: read again, decide, and send this. */
  readonly currentEtag: string | null;
  readonly retryAfterSeconds: number | null;
  /** An earlier attempt of this call got no answer. It may have been done, and be the reason of this refusal. */
  readonly mayHaveHappened: boolean;
  /** The body as it came. */
  readonly problem: Partial<Problem>;

  constructor(answered: Answered) {
    const { status, code, problem } = answered;
    super(`${problem.code ?? code}: ${problem.detail ?? `the answer was ${status}`}`);
    this.status = status;
    this.code = code;
    this.faults = problem.errors ?? [];
    this.traceId = problem.traceId ?? null;
    this.currentEtag = answered.currentEtag;
    this.retryAfterSeconds = answered.retryAfterSeconds;
    this.mayHaveHappened = answered.mayHaveHappened;
    this.problem = problem;
  }
}

/** No answer came, or none that can be read. A call that changes something may have been done all the same. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly reason: "network" | "timeout" | "unreadable";

  constructor(reason: ConnectionError["reason"], cause?: unknown) {
    const told = { network: "The API could not be reached", timeout: "The API did not answer in time" };
    super(`${reason === "unreadable" ? "The answer is not what the API answers" : told[reason]}.`, { cause });
    this.reason = reason;
  }
}

/** Whether an error is a refusal, and, if codes are given, one of these. */
export function isProblem<Code extends KnownErrorCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is ProblemError & { readonly code: Code } {
  const named: readonly KnownErrorCode[] = codes;
  return error instanceof ProblemError && (named.length === 0 || named.includes(error.code));
}
