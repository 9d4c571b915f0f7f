import { counted } from "../../elements/format.ts";
import type { DeadLetter, Delivery, EventLog, LoggedEvent } from "./local-console.ts";

/** An event, and what lies among the dead letters of it. */
export interface EventRow extends LoggedEvent {
  readonly key: string;
  readonly deadLetters: readonly DeadLetter[];
}

/** Newest first. A dead letter whose event is not among the newest has a row of its own. */
export function rowsOf({ items }: Pick<EventLog, "items">, deadLetters: readonly DeadLetter[]): readonly EventRow[] {
  const known = new Set(items.map(({ eventId }) => eventId));
  const events = items.map((event) => {
    return {
      ...event,
      key: event.eventId,
      deadLetters: deadLetters.filter(({ eventId }) => eventId === event.eventId),
    };
  });
  const others = deadLetters.filter(({ eventId = "" }) => !known.has(eventId)).map(rowOf);
  return [...others, ...events].sort((a, b) => a.receivedAt.localeCompare(b.receivedAt)).reverse();
}

function rowOf(deadLetter: DeadLetter): EventRow {
  const { queue, messageId, eventId = messageId, receiveCount, sentAt, error, body } = deadLetter;
  const { source, "detail-type": detailType, detail = body } = fieldsOf(body);
  const why = error === undefined ? {} : { error };
  return {
    key: messageId,
    eventId,
    receivedAt: sentAt,
    source: textOf(source) ?? "",
    detailType: textOf(detailType) ?? "Message",
    detail,
    deliveries: [{ target: queue, outcome: "dead-lettered", attempts: receiveCount, ...why }],
    deadLetters: [deadLetter],
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Whom and what an event names, by its own field names: of `{metadata, data}`, and of the bare data that an engine may send. */
export function idsOf({ detail }: Pick<LoggedEvent, "detail">): readonly (readonly [name: string, id: string])[] {
  const whole = fieldsOf(detail);
  const data = fieldsOf(whole["data"] ?? whole);
  return Object.entries(data).flatMap(([name, value]) =>
    name.endsWith("Id") || name === "authorizationVersion" ? [[name, String(value)] as const] : [],
  );
}

/** What finds the event in the logs: the second part of a W3C `traceparent`. */
export function traceIdOf({ detail }: Pick<LoggedEvent, "detail">): string | undefined {
  return textOf(fieldsOf(fieldsOf(detail)["metadata"])["traceparent"])?.split("-")[1];
}

/** Whether nothing will become of it any more. */
export function isSettled({ deliveries }: Pick<LoggedEvent, "deliveries">): boolean {
  return deliveries.every(({ outcome }) => outcome === "processed" || outcome === "dead-lettered");
}

const outcomeTexts: Readonly<Record<Delivery["outcome"], string>> = {
  queued: "Waiting",
  processed: "Delivered",
  failed: "Failed, tried again",
  "dead-lettered": "Dead letter",
};

/** Such as `Dead letter, 5 attempts`. */
export function outcomeText({ outcome, attempts }: Pick<Delivery, "outcome" | "attempts">): string {
  return attempts > 1 ? `${outcomeTexts[outcome]}, ${counted(attempts, "attempt")}` : outcomeTexts[outcome];
}

/** What became of an event that was sent again, as a sentence. */
export function resultSentence({ detailType, deliveries }: Pick<LoggedEvent, "detailType" | "deliveries">): string {
  const ends = [...new Set(deliveries.map(({ outcome }) => outcomeTexts[outcome].toLowerCase()))];
  return `${detailType} was sent again: ${ends.join(", ") || "no queue here is subscribed"}.`;
}

/** Rows of a type that have a text anywhere, in whatever case; empty: whatever it is. */
export function matching(rows: readonly EventRow[], type: string, text: string): readonly EventRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(
    (row) => (type === "" || row.detailType === type) && JSON.stringify(row).toLowerCase().includes(wanted),
  );
}
