import { ConnectionError } from "../../../clients/typescript/src/index.ts";

/** What became of an event at one target: `failed` is tried again, the last two stay as they are. */
export interface Delivery {
  readonly target: string;
  readonly outcome: "queued" | "processed" | "failed" | "dead-lettered";
  readonly attempts: number;
  readonly error?: string;
}

/** An event that passed the local bus. */
export interface LoggedEvent {
  /** The bus's own: an event that is sent again has the same `metadata.eventId` in its detail, and another one here. */
  readonly eventId: string;
  readonly receivedAt: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly deliveries: readonly Delivery[];
}

export type SentEvent = Pick<LoggedEvent, "source" | "detailType" | "detail">;

export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  readonly receiveCount: number;
  readonly sentAt: string;
  readonly error?: string;
  /** Where a function gave it up: why, and what of it is not as it should be. */
  readonly code?: string;
  readonly pointer?: string;
  /** As EventBridge handed it over. */
  readonly body: unknown;
}

/** The local server refused, and said why. */
export class ConsoleRefusal extends Error {
  override readonly name = "ConsoleRefusal";
}

/** Of a log of thousands as many are read as anybody looks at: it is asked for every few seconds. */
const mostEvents = 1000;

/** What is looked at of the log. */
export interface EventLog {
  /** Newest last. */
  readonly items: readonly LoggedEvent[];
  /** Earlier ones included. */
  readonly total: number;
}

export function readEvents(signal?: AbortSignal): Promise<EventLog> {
  return asked<EventLog>("GET", `/local/events?limit=${mostEvents}`, { signal });
}

/** Puts an event on the bus as it is, and answers the bus's id of it. */
export async function putEvent(event: unknown): Promise<string> {
  return (await asked<{ eventId: string }>("POST", "/local/events", { body: event })).eventId;
}

export async function readDeadLetters(signal?: AbortSignal): Promise<DeadLetter[]> {
  return (await asked<{ items: DeadLetter[] }>("GET", "/local/dead-letters", { signal })).items;
}

/** Sends all dead letters back to their queues; says how many. */
export async function redrive(): Promise<number> {
  return (await asked<{ redriven: number }>("POST", "/local/dead-letters/redrive")).redriven;
}

export async function readJobs(signal?: AbortSignal): Promise<string[]> {
  return (await asked<{ items: { name: string }[] }>("GET", "/local/jobs", { signal })).items.map(({ name }) => name);
}

/** Runs a job to its end and answers what it did. */
export async function runJob(name: string): Promise<unknown> {
  return (await asked<{ result: unknown }>("POST", `/local/jobs/${encodeURIComponent(name)}`)).result;
}

interface Asked {
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

async function asked<Answer>(method: "GET" | "POST", path: string, { body, signal }: Asked = {}): Promise<Answer> {
  const response = await fetch(path, {
    method,
    cache: "no-store",
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ConnectionError("network", cause);
  });
  const answer: unknown = await response.json();
  if (!response.ok)
    throw new ConsoleRefusal((answer as { detail?: string }).detail ?? `It answered ${response.status}.`);
  return answer as Answer;
}
