import { ConnectionError } from "./errors.ts";
import type { Prepared } from "./operation.ts";
import { type Answer, failureOf, isBusy, retryAfterSeconds } from "./response.ts";
import { pause, within } from "./time.ts";

export interface Connection {
  /** Asked for before every call, and once more, with true, when the API refused what it gave. */
  readonly token: ((refused: boolean) => string | Promise<string>) | undefined;
  readonly fetch: typeof fetch;
  readonly timeoutMillis: number;
  readonly retries: number;
  /** The longest that a call waits before it tries again. */
  readonly longestWaitMillis: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a request until it is answered, as often as that is safe.
 * @throws ProblemError for a refusal, ConnectionError for no answer, and the signal's reason when that ended it
 */
export async function send(request: Prepared, open: boolean, connection: Connection): Promise<Answer> {
  const { signal, retries, longestWaitMillis } = connection;
  let authorization = await authorizationFor(open, connection, false);
  let renewed = open || connection.token === undefined;
  let mayHaveHappened = false;
  for (let failed = 0; ; ) {
    const outcome = await attempt(request, authorization, connection);
    if (!(outcome instanceof ConnectionError) && outcome.response.ok) return outcome;
    if (!(outcome instanceof ConnectionError) && outcome.response.status === 401 && !renewed) {
      renewed = true;
      authorization = await authorizationFor(open, connection, true);
      continue;
    }
    const waitMillis = waitBefore(++failed, outcome);
    if (failed > retries || waitMillis > longestWaitMillis || !mayRepeat(request, outcome))
      throw outcome instanceof ConnectionError ? outcome : failureOf(outcome, mayHaveHappened);
    mayHaveHappened ||= request.method !== "GET" && isUnanswered(outcome);
    await pause(waitMillis, signal);
  }
}

async function authorizationFor(open: boolean, { token }: Connection, refused: boolean) {
  return open || token === undefined ? undefined : `Bearer ${await token(refused)}`;
}

async function attempt(
  { url, method, headers, body }: Prepared,
  authorization: string | undefined,
  { fetch, timeoutMillis, signal }: Connection,
): Promise<Answer | ConnectionError> {
  return within(timeoutMillis, signal, async (ending) => {
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(authorization !== undefined && { authorization }) },
      ...(body !== undefined && { body }),
      signal: ending,
      // A screen has to show the current state, not a cached one.
      cache: "no-store",
    });
    return { response, text: await response.text() };
  });
}

/** No answer, or a gateway's for lack of one: the function behind it may have done its work. */
function isUnanswered(outcome: Answer | ConnectionError): boolean {
  return outcome instanceof ConnectionError || [502, 503, 504].includes(outcome.response.status);
}

function mayRepeat({ repeatable }: Prepared, outcome: Answer | ConnectionError): boolean {
  if (outcome instanceof ConnectionError) return repeatable;
  // Whoever answers 429 has done nothing yet.
  return outcome.response.status === 429 || (repeatable && (isUnanswered(outcome) || isBusy(outcome)));
}

/**
 * Doubles up to five seconds, and is random below that. After the time that the API asks for a little more, since all callers
 * come back then.
 */
function waitBefore(failed: number, outcome: Answer | ConnectionError): number {
  const asked = outcome instanceof ConnectionError ? null : retryAfterSeconds(outcome.response.headers);
  return asked === null ? Math.random() * Math.min(5_000, 250 * 2 ** failed) : asked * 1000 + Math.random() * 250;
}
