import { type KnownErrorCode, ProblemError } from "./errors.ts";
import { errorCodes } from "./generated/operations.ts";
import type { Problem } from "./generated/schemas.ts";

/** An answer whose body has arrived. */
export interface Answer {
  readonly response: Response;
  readonly text: string;
}

/** The codes of answers that come from a platform in front of the API, in a form of its own. */
const codeOfStatus: Readonly<Record<number, KnownErrorCode>> = {
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  413: "PAYLOAD_TOO_LARGE",
  429: "TOO_MANY_REQUESTS",
  503: "SERVICE_UNAVAILABLE",
};

function problemOf(text: string): Partial<Problem> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && "code" in body ? (body as Problem) : {};
  } catch {
    return {};
  }
}

export function failureOf({ response, text }: Answer, mayHaveHappened: boolean): ProblemError {
  const { status, headers } = response;
  const problem = problemOf(text);
  const known = errorCodes.find((code) => code === problem.code);
  return new ProblemError({
    status,
    code: known ?? (problem.code === undefined ? codeOfStatus[status] : undefined) ?? "OTHER",
    problem,
    currentEtag: headers.get("etag"),
    retryAfterSeconds: retryAfterSeconds(headers),
    mayHaveHappened,
  });
}

/** The first request with this idempotency key is still being stored. */
export function isBusy({ response, text }: Answer): boolean {
  return response.status === 409 && problemOf(text).code === "IDEMPOTENCY_IN_PROGRESS";
}

/** Seconds from now, whichever way the header says it; null without one. */
export function retryAfterSeconds(headers: Headers): number | null {
  const given = headers.get("retry-after");
  if (given === null) return null;
  const seconds = /^\d+$/.test(given) ? Number(given) : (Date.parse(given) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}
