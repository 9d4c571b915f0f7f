/** All that may be logged: ids and figures. Never a name, a number of a client, a search text, a body or an error's message. */
export interface LogEntry {
  readonly event: string;
  readonly operationId?: string | undefined;
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly userId?: string | undefined;
  readonly clientId?: string | undefined;
  /** Of a list, a search or a report: the clients that it told of. */
  readonly clientIds?: readonly string[] | undefined;
  readonly authorizationId?: string | undefined;
  readonly copyId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly detailType?: string | undefined;
  readonly messageId?: string | undefined;
  readonly outcome?: string | undefined;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  /** Where a message is not as it should be, and how: pointers and codes. */
  readonly faults?: readonly string[] | undefined;
  readonly count?: number | undefined;
  readonly durationMs?: number | undefined;
}

/** Entries may have other fields by spreading: what is not named here is left out. */
const allowed: Readonly<Record<keyof LogEntry, true>> = {
  event: true,
  operationId: true,
  requestId: true,
  traceId: true,
  userId: true,
  clientId: true,
  clientIds: true,
  authorizationId: true,
  copyId: true,
  eventId: true,
  detailType: true,
  messageId: true,
  outcome: true,
  status: true,
  code: true,
  faults: true,
  count: true,
  durationMs: true,
};

export function logInfo(entry: LogEntry): void {
  write("INFO", only(entry));
}

/** Logs an error by its names and its places in the code. Its message may quote stored or sent data, and is left out. */
export function logError(entry: LogEntry, error: unknown): void {
  write("ERROR", { ...only(entry), ...nameAndPlace(error) });
}

function only(entry: LogEntry): object {
  return Object.fromEntries(Object.entries(entry).filter(([field]) => Object.hasOwn(allowed, field)));
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
