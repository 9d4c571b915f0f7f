import * as z from "zod/mini";
import { InstantWithOffset } from "../../domain/calendar.ts";
import type { LogEntry } from "./log.ts";
import { traceIn } from "./trace.ts";

/** What EventBridge adds to every event: an id, which is new each time the event is sent, and when that was, in whole seconds. */
export const envelope = { id: z.string(), time: InstantWithOffset };

/** What is known of any event in a queue. The billing engine's own events may have no metadata. */
export interface BusEvent {
  readonly "detail-type": string;
  readonly id: string;
  readonly time: string;
  readonly detail: {
    readonly metadata?: {
      readonly eventId?: string | null;
      readonly occurredAt?: string | null;
      readonly traceparent?: string;
    } | null;
  };
}

export const eventIdOf = ({ id, detail: { metadata } }: BusEvent): string => metadata?.eventId ?? id;

/**
 * When it occurred. Without `occurredAt` the envelope's time, as the last moment of its second: otherwise an event would lose against
 * a user's change that came before it in the same second.
 */
export function occurredAtOf({ time, detail: { metadata } }: BusEvent): Date {
  return new Date(metadata?.occurredAt ?? Math.floor(Date.parse(time) / 1000) * 1000 + 999);
}

/** For the log, with the trace of the user's request. */
export const envelopeIds = (event: BusEvent): Partial<LogEntry> => ({
  detailType: event["detail-type"],
  eventId: eventIdOf(event),
  traceId: traceIn(event.detail.metadata?.traceparent)?.traceId,
});
