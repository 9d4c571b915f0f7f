import type { LoggedEvent } from "../../local/messaging/event-log.ts";

/** Of an event as it passed the bus: its own id, the same however often it was sent, and what it is about. */
export function dataOf({ detail }: LoggedEvent): { readonly eventId: string; readonly authorizationId: string } {
  const { metadata, data } = detail as { metadata: { eventId: string }; data: { authorizationId: string } };
  return { eventId: metadata.eventId, authorizationId: data.authorizationId };
}
