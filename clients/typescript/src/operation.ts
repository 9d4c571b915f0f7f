/** What sending a request needs to know of an operation. */
export interface Operation {
  readonly method: string;
  /** With `{name}` for each parameter. */
  readonly path: string;
  /** Needs no token. */
  readonly open?: true;
  /** Takes `Idempotency-Key`. */
  readonly keyed?: true;
  readonly paged?: true;
  /** What it answers, if not JSON. */
  readonly accept?: string;
}

/** What a caller gives: parameters of path and query by their names, and body, `ifMatch` and idempotency key beside them. */
export interface Given {
  readonly body?: unknown;
  readonly ifMatch?: string | number;
  readonly idempotencyKey?: string;
  readonly [parameter: string]: unknown;
}

/** A request that can be sent as often as needed: every attempt is the same. */
export interface Prepared {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether doing it twice does no more than doing it once. */
  readonly repeatable: boolean;
}

/** @throws TypeError for a parameter that would lead to another path */
export function prepared(
  baseUrl: string,
  { method, path, keyed, accept = "application/json" }: Operation,
  { body, ifMatch, idempotencyKey, ...parameters }: Given,
): Prepared {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && !path.includes(`{${name}}`)) query.set(name, String(value));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => segment(name, parameters[name]));
  const key = keyed ? (idempotencyKey ?? crypto.randomUUID()) : undefined;
  return {
    url: `${baseUrl.replace(/\/+$/, "")}${filled}${query.size > 0 ? `?${query}` : ""}`,
    method,
    headers: {
      accept: `${accept}, application/problem+json`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(ifMatch !== undefined && { "if-match": typeof ifMatch === "number" ? `"${ifMatch}"` : ifMatch }),
      ...(key !== undefined && { "idempotency-key": key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    repeatable: !/^(POST|PATCH)$/.test(method) || key !== undefined || ifMatch !== undefined,
  };
}

function segment(name: string, value: unknown): string {
  const text = String(value ?? "");
  // A URL with these is shortened to another one before it is sent.
  if (/^\.{0,2}$/.test(text)) throw new TypeError(`${name} must be an id, not "${text}".`);
  return encodeURIComponent(text);
}
