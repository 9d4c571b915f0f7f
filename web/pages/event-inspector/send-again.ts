import { type Caps, type ComparedCap, comparedCaps } from "./cap-comparison.ts";
import { factsOf, isSettled, sentAgain } from "./event-facts.ts";
import type { LoggedEvent, SentEvent } from "./local-console.ts";

/** How often to look whether an event has come to its end, and how long at most. */
const lookMillis = 250;
const mostLooks = 60;

export interface SendingResult {
  readonly sent: number;
  /** How many of them ended as dead letters. */
  readonly dead: number;
  /** How many were still on their way when nobody wanted to wait any longer. */
  readonly unsettled: number;
  readonly compared: readonly ComparedCap[];
}

export interface Bus {
  /** Answers the bus's id of what was sent. */
  readonly put: (event: SentEvent) => Promise<string>;
  readonly events: () => Promise<readonly LoggedEvent[]>;
  readonly caps: () => Promise<Caps>;
  readonly pause: (millis: number) => Promise<void>;
}

/**
 * Sends events again one after the other, each when the one before has come to its end: a queue promises no order, so that
 * nothing else would keep to the order that was asked for. The caps are read before the first and after the last.
 * @param newId for events that nobody has seen; without it they are the very same
 */
export async function sendInOrder(
  bus: Bus,
  events: readonly LoggedEvent[],
  newId?: () => string,
): Promise<SendingResult> {
  const before = await bus.caps();
  const ends: (LoggedEvent | undefined)[] = [];
  for (const event of events) ends.push(await settled(bus, await bus.put(sentAgain(event, newId?.()))));
  const after = await bus.caps();
  const facts = events.map(factsOf);
  const named = facts.flatMap(({ authorizationId }) => authorizationId ?? []);
  // A service does not say in whose balance it counts: it may be any of its client's.
  const isAnyUnnamed = facts.some(({ authorizationId }) => authorizationId === undefined);
  return {
    sent: events.length,
    dead: ends.filter((end) => end?.deliveries.some(({ outcome }) => outcome === "dead-lettered")).length,
    unsettled: ends.filter((end) => end === undefined).length,
    compared: comparedCaps(before, after, isAnyUnnamed ? [...before.keys(), ...after.keys()] : named),
  };
}

async function settled(bus: Bus, eventId: string): Promise<LoggedEvent | undefined> {
  for (let look = 0; look < mostLooks; look++) {
    const event = (await bus.events()).find((one) => one.eventId === eventId);
    if (event && isSettled(event)) return event;
    await bus.pause(lookMillis);
  }
  return undefined;
}
