import type { LoggedEvent, SentEvent } from "./local-console.ts";

/** What an event is about, as far as it says so. */
export interface EventFacts {
  readonly clientId: string | undefined;
  readonly authorizationId: string | undefined;
  readonly authorizationVersion: number | undefined;
  readonly serviceId: string | undefined;
  /** The same when it is sent again. */
  readonly eventId: string | undefined;
  readonly traceparent: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads `{metadata, data}`, and the bare data that a billing engine may send. */
export function factsOf({ detail }: Pick<LoggedEvent, "detail">): EventFacts {
  const whole = fieldsOf(detail);
  const metadata = fieldsOf(whole["metadata"]);
  const data = "data" in whole ? fieldsOf(whole["data"]) : whole;
  const version = data["authorizationVersion"];
  return {
    clientId: textOf(data["clientId"]),
    authorizationId: textOf(data["authorizationId"]),
    authorizationVersion: typeof version === "number" ? version : undefined,
    serviceId: textOf(data["serviceId"]),
    eventId: textOf(metadata["eventId"]),
    traceparent: textOf(metadata["traceparent"]),
    data,
  };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** How an event is called in buttons and sentences, such as `AuthorizationConfirmed of A3001, version 2`. */
export function eventName(event: Pick<LoggedEvent, "detailType" | "detail">): string {
  const { authorizationId, authorizationVersion, serviceId, clientId } = factsOf(event);
  const subject = serviceId ?? authorizationId ?? clientId;
  const version = authorizationVersion === undefined ? "" : `, version ${authorizationVersion}`;
  return subject === undefined ? event.detailType : `${event.detailType} of ${subject}${version}`;
}

/** Whether nothing will become of it any more. */
export function isSettled({ deliveries }: Pick<LoggedEvent, "deliveries">): boolean {
  return deliveries.every(({ outcome }) => outcome === "processed" || outcome === "dead-lettered");
}

/** For each event, by the bus's id, how often the same event had passed when it did: 1 for the first time. */
export function timesPassed(events: readonly LoggedEvent[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  return new Map(
    events.map((event) => {
      const same = factsOf(event).eventId ?? event.eventId;
      const times = (seen.get(same) ?? 0) + 1;
      seen.set(same, times);
      return [event.eventId, times];
    }),
  );
}

/** What is sent to repeat an event. `newId`: as an event that nobody has seen; without it, the very same. */
export function sentAgain({ source, detailType, detail }: SentEvent, newId?: string): SentEvent {
  const whole = fieldsOf(detail);
  if (newId === undefined || !("metadata" in whole)) return { source, detailType, detail };
  return { source, detailType, detail: { ...whole, metadata: { ...fieldsOf(whole["metadata"]), eventId: newId } } };
}
