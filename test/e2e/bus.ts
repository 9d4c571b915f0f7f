import { inject } from "vitest";
import { eventually, withToken } from "./agency.ts";
import { made } from "./scene.ts";

/** The agency's bus, as the local server shows it, and as `test/deployed/` finds it out of a deployed one. */
interface BusEvent {
  readonly eventId: string;
  readonly source: string;
  readonly detailType: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever passed the bus
  readonly detail: any;
  readonly deliveries: readonly { readonly outcome: string; readonly attempts: number; readonly error?: string }[];
}

export const local = () => withToken(null, inject("conveniencesUrl"));

export async function events(detailType: string, authorizationId: string): Promise<BusEvent[]> {
  const { items }: { items: BusEvent[] } = await made(local().get("/local/events"));
  const told = items.filter(
    (event) => event.detailType === detailType && event.detail.data?.authorizationId === authorizationId,
  );
  // The job resend may come between an event's publish and its leaving the outbox, and send it again: the same one, by its id.
  return [...new Map(told.map((event) => [event.detail.metadata.eventId, event])).values()];
}

/** Puts an event on the bus as it is; answers the bus's id of it. */
export async function put(source: string, detailType: string, detail: object): Promise<string> {
  const { eventId } = await made(local().post("/local/events", { source, "detail-type": detailType, detail }));
  return eventId;
}

/** The event once each of its deliveries has come to this end. */
export function settled(eventId: string, outcome: "processed" | "dead-lettered"): Promise<BusEvent> {
  return eventually(
    async () => {
      const { items }: { items: BusEvent[] } = await made(local().get("/local/events"));
      const [event] = items.filter((each) => each.eventId === eventId);
      if (event === undefined) throw new Error(`The bus has no event ${eventId}.`);
      return event;
    },
    ({ deliveries }) => deliveries.length > 0 && deliveries.every((delivery) => delivery.outcome === outcome),
  );
}

export async function putAndSettle(source: string, detailType: string, detail: object): Promise<void> {
  await settled(await put(source, detailType, detail), "processed");
}

export async function deadLetters(
  eventId: string,
): Promise<{ receiveCount: number; error?: string; code?: string; pointer?: string }[]> {
  const { items } = await made(local().get("/local/dead-letters"));
  return items.filter((letter: { eventId?: string }) => letter.eventId === eventId);
}

export async function redrive(): Promise<number> {
  return (await made(local().post("/local/dead-letters/redrive"))).redriven;
}
