import { inWords, Unreadable } from "../../domain/unreadable.ts";

/**
 * All that may be logged beside the event: ids and figures. Never a name, a number of a client, a search text, a body or an
 * error's message.
 */
const allowed = {
  ids: [
    "requestId",
    "invocationId",
    "address",
    "traceId",
    "userId",
    "clientId",
    "authorizationId",
    "copyId",
    "eventId",
    "messageId",
  ],
  words: ["operationId", "detailType", "outcome", "code"],
  figures: ["status", "count", "durationMs"],
  /**
   * The clients that a list, a search or a report told of; what is wrong in a message or an audit, as pointers, codes and sequences;
   * what can't be read, by kind and id.
   */
  lists: ["clientIds", "faults", "unreadable"],
} as const;
type Allowed<Kind extends keyof typeof allowed, Value> = {
  readonly [Name in (typeof allowed)[Kind][number]]?: Value | undefined;
};

export type LogEntry = { readonly event: string } & Allowed<"ids" | "words", string> &
  Allowed<"figures", number> &
  Allowed<"lists", readonly string[]>;

/** Entries may have other fields by spreading: what is not named here is left out. */
const fields: ReadonlySet<string> = new Set(["event", ...Object.values(allowed).flat()]);

export function logInfo(entry: LogEntry): void {
  write("INFO", only(entry));
}

/** Logs something that is wrong where nothing was thrown. */
export function logFault(entry: LogEntry): void {
  write("ERROR", only(entry));
}

/** Logs an error by its names and its places in the code. Its message may quote stored or sent data, and is left out. */
export function logError(entry: LogEntry, error: unknown): void {
  const unreadable = error instanceof Unreadable ? { unreadable: error.items.map(inWords) } : {};
  write("ERROR", { ...only(entry), ...unreadable, ...nameAndPlace(error) });
}

function only(entry: LogEntry): object {
  return Object.fromEntries(Object.entries(entry).filter(([field]) => fields.has(field)));
}

function nameAndPlace(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error };
  const { message, stack = "" } = error;
  // The stack begins with the message, lines of which may look like frames: JSON.parse quotes its input there.
  const start = stack.indexOf(message);
  const afterMessage = start < 0 ? "" : stack.slice(start + message.length);
  const frames = afterMessage.split("\n").filter((line) => /^\s+at /.test(line));
  return {
    error: error.name,
    place: frames.slice(0, 8).map((frame) => frame.trim()),
    ...(error.cause !== undefined && { cause: nameAndPlace(error.cause) }),
  };
}

function write(level: "INFO" | "ERROR", entry: object): void {
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), ...entry })}\n`);
}
