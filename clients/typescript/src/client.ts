import { ConnectionError } from "./errors.ts";
import { operations, type PriorAuthClient } from "./generated/operations.ts";
import { type Given, type Operation, prepared } from "./operation.ts";
import type { CallOptions, Reply } from "./reply.ts";
import type { Answer } from "./response.ts";
import { type Connection, send } from "./send.ts";
import { traced } from "./trace.ts";

export interface ClientOptions extends Pick<CallOptions, "timeoutMillis" | "retries" | "headers"> {
  /** Where the agency's API answers, without `/v1`. */
  readonly baseUrl: string;
  /**
   * Gives a token of the agency's issuer. It is asked for before every call, so keep the token. `refused` is true when the API
   * has just answered 401 to the last one: get a new one. That happens once in a call; a second 401 is the caller's.
   */
  readonly token?: (refused: boolean) => string | Promise<string>;
  /** Instead of the platform's. */
  readonly fetch?: typeof fetch;
  /** A call that would have to wait longer than this before trying again fails. 20 seconds unless given. */
  readonly longestWaitMillis?: number;
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** A client of one agency's API, with a method for each of its operations. */
export function createClient(options: ClientOptions): PriorAuthClient {
  const methods = Object.entries<Operation>(operations).map(([name, operation]) => {
    const call = (given: Given = {}, more: CallOptions = {}) => answered(operation, given, options, more);
    return [name, operation.paged ? paged(call) : call] as const;
  });
  // Table and interface are generated from the same document, of which every entry is a method.
  return Object.fromEntries(methods) as unknown as PriorAuthClient;
}

async function answered(
  operation: Operation,
  given: Given,
  options: ClientOptions,
  more: CallOptions,
): Promise<Reply<unknown>> {
  const request = prepared(options.baseUrl, operation, given);
  const headers = { ...traced({ ...options.headers, ...more.headers }), ...request.headers };
  return replyOf(operation, await send({ ...request, headers }, operation.open === true, connectionOf(options, more)));
}

function connectionOf(options: ClientOptions, more: CallOptions): Connection {
  return {
    token: options.token,
    // Called by itself: a browser's fetch refuses to be a method of something else.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    // Longer than API Gateway waits for a function: its answer is worth more than our guess.
    timeoutMillis: more.timeoutMillis ?? options.timeoutMillis ?? 35_000,
    retries: more.retries ?? options.retries ?? 3,
    longestWaitMillis: options.longestWaitMillis ?? 20_000,
    signal: more.signal,
  };
}

function replyOf({ accept }: Operation, { response, text }: Answer): Reply<unknown> {
  const { status, headers } = response;
  const reply = (data: unknown) => ({
    data,
    status,
    etag: headers.get("etag"),
    location: headers.get("location"),
    headers,
  });
  if (status === 204) return reply(undefined);
  if (accept !== undefined) return reply(text);
  try {
    return reply(JSON.parse(text));
  } catch (cause) {
    throw new ConnectionError("unreadable", cause);
  }
}

/** A method that answers one page, and also leads through all of them. */
function paged(call: (given?: Given, options?: CallOptions) => Promise<Reply<unknown>>) {
  async function* pages(given: Given = {}, options?: CallOptions) {
    for (let cursor = given["cursor"]; ; ) {
      const reply = (await call({ ...given, cursor }, options)) as Reply<Page>;
      yield reply;
      if (reply.data.nextCursor === null) return;
      cursor = reply.data.nextCursor;
    }
  }
  async function* each(given?: Given, options?: CallOptions) {
    for await (const { data } of pages(given, options)) yield* data.items;
  }
  return Object.assign(call, { pages, each });
}
