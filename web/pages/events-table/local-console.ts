import { ConnectionError, type Problem, ProblemError } from "../../../clients/typescript/src/index.ts";

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

export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  /** The bus's id of the event; what a job was to begin with has none. */
  readonly eventId?: string;
  readonly receiveCount: number;
  readonly sentAt: string;
  readonly error?: string;
  /** Where a function gave it up: why, and what of it is not as it should be. */
  readonly code?: string;
  readonly pointer?: string;
  /** As EventBridge handed it over. */
  readonly body: unknown;
}

/** The newest events, newest last, and how many there are with the earlier ones. */
export interface EventLog {
  readonly items: readonly LoggedEvent[];
  readonly total: number;
}

/** Of a log of thousands as many are read as anybody looks at: it is asked for every few seconds. */
const mostEvents = 1000;

export function readEvents(signal: AbortSignal): Promise<EventLog> {
  return asked("GET", `/local/events?limit=${mostEvents}`, { signal });
}

export async function readDeadLetters(signal: AbortSignal): Promise<readonly DeadLetter[]> {
  return (await asked<{ items: DeadLetter[] }>("GET", "/local/dead-letters", { signal })).items;
}

/** Puts an event on the bus as it is, and answers the bus's id of it. */
export async function putEvent({ source, detailType, detail }: LoggedEvent): Promise<string> {
  return (await asked<{ eventId: string }>("POST", "/local/events", { body: { source, detailType, detail } })).eventId;
}

/** Sends the dead letters of an event back to the queues that gave it up. */
export async function redrive(eventId: string): Promise<void> {
  await asked("POST", `/local/dead-letters/${encodeURIComponent(eventId)}/redrive`);
}

interface Asked {
  readonly body?: object;
  readonly signal?: AbortSignal;
}

async function asked<Answer>(method: "GET" | "POST", path: string, { body, signal }: Asked = {}): Promise<Answer> {
  const request = { method, ...(body && { body: JSON.stringify(body) }), ...(signal && { signal }) };
  const response = await fetch(path, request).catch((cause: unknown) => {
    throw new ConnectionError("network", cause);
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer as Answer;
  const never = { currentEtag: null, retryAfterSeconds: null, mayHaveHappened: false };
  throw new ProblemError({ status: response.status, code: "OTHER", problem: answer as Partial<Problem>, ...never });
}
