import { inject } from "vitest";
import { moved } from "./sample-days.ts";

/** A reply as a front end sees it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the API answered; the contract tests check its shape
  readonly body: any;
}

interface CallOptions {
  readonly body?: unknown;
  /** The text of the body as it is, instead of `body`. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
  readonly ifMatch?: string | number;
}

/** A signed-in user's view of the API. */
export interface User {
  get(path: string, options?: CallOptions): Promise<Reply>;
  put(path: string, body: unknown, options?: CallOptions): Promise<Reply>;
  post(path: string, body?: unknown, options?: CallOptions): Promise<Reply>;
  patch(path: string, body: unknown, options?: CallOptions): Promise<Reply>;
  delete(path: string, options?: CallOptions): Promise<Reply>;
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
}

const baseUrl = () => inject("baseUrl");

/** User ids as the agency's issuer made them up, and what the tests call these users. */
const userIds = new Map<string, string>();

/** A token of the agency's issuer: of the local one, of an agency's user pool, or of what answers alike at E2E_TOKEN_URL. */
export async function tokenFor(userId: string, permissions: readonly string[]): Promise<string> {
  const response = await fetch(process.env["E2E_TOKEN_URL"] ?? `${inject("conveniencesUrl")}/local/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ userId, permissions }),
  });
  if (!response.ok) throw new Error(`No token: ${response.status} ${await response.text()}`);
  const { access_token: token, subject } = (await response.json()) as { access_token: string; subject?: string };
  if (subject !== undefined) userIds.set(subject, userId);
  return token;
}

/** What a test says, in the agency's days. */
const said = (text: string) => moved(text, inject("daysAhead"));

/** What the agency answers, in the test's days and by its names of the users. */
const heard = (text: string) =>
  [...userIds].reduce((told, [subject, userId]) => told.replaceAll(subject, userId), moved(text, -inject("daysAhead")));

export async function user(userId: string, ...permissions: string[]): Promise<User> {
  return withToken(await tokenFor(userId, permissions));
}

export function withToken(token: string | null, url: string = baseUrl()): User {
  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Reply> => {
    const { ifMatch } = options;
    const text = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const response = await fetch(`${url}${said(path)}`, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(text !== undefined && { "content-type": "application/json" }),
        ...(ifMatch !== undefined && { "if-match": typeof ifMatch === "number" ? `"${ifMatch}"` : ifMatch }),
        ...options.headers,
      },
      ...(text !== undefined && { body: said(text) }),
    });
    const answered = heard(await response.text());
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: new Headers([...response.headers].map(([name, value]): [string, string] => [name, heard(value)])),
      body: isJson && answered !== "" ? JSON.parse(answered) : answered,
    };
  };
  return {
    call,
    get: (path, options) => call("GET", path, options),
    put: (path, body, options) => call("PUT", path, { body, ...options }),
    post: (path, body, options) => call("POST", path, { ...(body !== undefined && { body }), ...options }),
    patch: (path, body, options) => call("PATCH", path, { body, ...options }),
    delete: (path, options) => call("DELETE", path, options),
  };
}

let made = 0;
/** An id that no other test uses, so that tests share one agency without meeting. */
export function newId(prefix: string): string {
  made += 1;
  return `${prefix}-${process.pid}-${Date.now().toString(36)}-${made}`;
}

/** Asks until `wanted` holds: what billing does comes a moment later. */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  wanted: (value: Value) => boolean,
  { deadlineMillis = 20_000, everyMillis = 50 } = {},
): Promise<Value> {
  const deadline = performance.now() + deadlineMillis;
  for (;;) {
    const value = await ask();
    if (wanted(value)) return value;
    if (performance.now() > deadline) throw new Error(`It never came to be: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, everyMillis));
  }
}
