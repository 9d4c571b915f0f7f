import type * as z from "zod/mini";
import type { events, internalEvents } from "../../events/events.ts";
import type { UnsentEvent } from "../../store/outbox.ts";

export interface Occasion {
  readonly eventId: string;
  readonly occurredAt: string;
  readonly agencyId: string;
  readonly traceparent?: string;
}

/** Of an event that is made now. `traceparent`: of the request or the event that it follows from. */
export const occasion = (
  { newId, agencyId }: { readonly newId: () => string; readonly agencyId: string },
  at: Date,
  traceparent: string | undefined,
): Occasion => ({
  eventId: newId(),
  occurredAt: at.toISOString(),
  agencyId,
  ...(traceparent !== undefined && { traceparent }),
});

type Sent = typeof events & typeof internalEvents;
type Name = keyof Sent;
type Data<EventName extends Name> = z.infer<Sent[EventName]>["data"];

/** An event as it is kept in the outbox, checked against its contract before anything is stored. */
export function unsentEvent<EventName extends Name>(
  detailType: EventName,
  schema: Sent[EventName],
  data: Data<EventName>,
  occasion: Occasion,
): UnsentEvent {
  const { eventId, occurredAt } = occasion;
  const detail = schema.parse({ metadata: { schemaVersion: 1, ...occasion }, data });
  return { eventId, occurredAt, detailType, detail: JSON.stringify(detail) };
}
