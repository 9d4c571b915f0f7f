/** All that may be logged: ids and figures. Never a name, a number of a client, a search text, a body or an error's message. */
export interface LogEntry {
  readonly event: string;
  readonly operationId?: string | undefined;
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly userId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly authorizationId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly detailType?: string | undefined;
  readonly messageId?: string | undefined;
  readonly outcome?: string | undefined;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly count?: number | undefined;
  readonly durationMs?: number | undefined;
}

export function logInfo(entry: LogEntry): void {
  write("INFO", entry);
}

/** An error is told by its names and by where it came from. Its message is left out: it may quote what was stored or sent. */
export function logError(entry: LogEntry, error: unknown): void {
  write("ERROR", { ...entry, ...nameAndPlace(error) });
}

function nameAndPlace(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    error: error.name,
    place: frames.slice(0, 8).map((frame) => frame.trim()),
    ...(error.cause !== undefined && { cause: nameAndPlace(error.cause) }),
  };
}

/** A metric in CloudWatch's embedded format: the log line is the metric. */
export function logMetric(agencyId: string, name: string, unit: "Seconds" | "Count", value: number): void {
  const CloudWatchMetrics = [
    { Namespace: "PriorAuthTracker", Dimensions: [["agencyId"]], Metrics: [{ Name: name, Unit: unit }] },
  ];
  process.stdout.write(
    `${JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics }, agencyId, [name]: value })}\n`,
  );
}

function write(level: "INFO" | "ERROR", entry: object): void {
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), ...entry })}\n`);
}
