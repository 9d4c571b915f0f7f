import { AuthorizationId, ClientId, CopyId, ServiceId } from "../../domain/id.ts";

/** A message that waits for a person, without what is in it: ids and how it came here. */
export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  /** How often it was tried; if that was not recorded, how often it was received, which on AWS includes every look at it. */
  readonly attempts: number;
  readonly sentAt: string;
  /** Why the last attempt failed, as far as anybody wrote it down. */
  readonly reason: string;
  readonly about: string;
}

/** The reason that a function recorded for giving up a message; undefined: SQS moved it. */
export function givenUpFor(letter: {
  readonly code?: string | undefined;
  readonly pointer?: string | undefined;
  readonly error?: string | undefined;
}): string | undefined {
  const { code, pointer, error } = letter;
  if (code === undefined) return undefined;
  return `${[code, pointer].filter((each) => each !== undefined).join(" ")}: ${error ?? "no reason given"}`;
}

const word = /^[\w.:-]{1,128}$/;
const ids = { clientId: ClientId, authorizationId: AuthorizationId, serviceId: ServiceId, copyId: CopyId } as const;

/**
 * The event's type and id, and the ids in its data. Nothing else of the body, and no id that does not look like one: a dead
 * letter may hold anything.
 */
export function aboutBody(body: unknown): string {
  const event = objectOf(body);
  const detail = objectOf(event["detail"]);
  const data = "data" in detail ? objectOf(detail["data"]) : detail;
  const eventId = objectOf(detail["metadata"])["eventId"] ?? event["id"];
  const named = Object.entries(ids).flatMap(([name, schema]) => {
    const found = schema.safeParse(data[name]);
    return found.success ? [`${name} ${found.data}`] : [];
  });
  const job = event["job"];
  return [
    isWord(event["detail-type"]) ? event["detail-type"] : isWord(job) ? `job ${job}` : "unknown",
    ...(isWord(eventId) ? [`event ${eventId}`] : []),
    ...named,
  ].join(", ");
}

export function lineOf({ queue, messageId, about, attempts, sentAt, reason }: DeadLetter): string {
  return `${queue}  ${messageId}  ${about}\n    ${attempts === 1 ? "1 attempt" : `${attempts} attempts`} since ${sentAt}: ${reason}`;
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && word.test(value);
}

export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A body as JSON; undefined when it is none. */
export function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // It may be what made it a dead letter.
    return undefined;
  }
}
