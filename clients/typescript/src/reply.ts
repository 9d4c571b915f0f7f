/** What a successful call answers. */
export interface Reply<Data, Status extends number = number> {
  readonly data: Data;
  readonly status: Status;
  /** Of a single versioned resource: hand it over as `ifMatch` to change what was read. */
  readonly etag: string | null;
  /** The path of what was created. */
  readonly location: string | null;
  readonly headers: Headers;
}

/** Settings of one call, in place of the client's. */
export interface CallOptions {
  /** Ends the call, also while it waits to try again: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** For one attempt, in milliseconds. */
  readonly timeoutMillis?: number;
  /** How often an attempt that failed is made again at most. 0: never. */
  readonly retries?: number;
  /** Further headers, such as `traceparent`. */
  readonly headers?: Readonly<Record<string, string>>;
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

type Arguments<Request> = undefined extends Request
  ? [request?: Request, options?: CallOptions]
  : [request: Request, options?: CallOptions];

/** An operation that answers in pages: called, it answers one. */
export interface PagedMethod<Request, Data extends Page> {
  (...given: Arguments<Request>): Promise<Reply<Data, 200>>;
  /** This page and all that follow, each asked for when it is needed. */
  pages(...given: Arguments<Request>): AsyncGenerator<Reply<Data, 200>, void, undefined>;
  /** Every entry of this page and all that follow. */
  each(...given: Arguments<Request>): AsyncGenerator<Data["items"][number], void, undefined>;
}

/** One of these values, or one that a later release of the API gives besides them. */
export type Open<Values extends string> = Values | (string & Record<never, never>);

/** The values that this client knows of an `Open`. */
export type Known<Value extends string> = Value extends unknown ? (string extends Value ? never : Value) : never;
