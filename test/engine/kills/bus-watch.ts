import type { EntryRefusal, PutEventsEntry } from "../../../local/messaging/event-bus.ts";

/** What a function does not send again by itself, so that its event stays in the outbox. */
const refused: EntryRefusal = { ErrorCode: "NotAuthorizedForDetailTypeException", ErrorMessage: "Not now." };

const refusedAtFirst = 0.2;

/**
 * Stands before the bus: refuses some events when they come for the first time, which leaves work for `resend`, and counts
 * which events there are of each version of an authorization. Sent again, an event has the same id; two ids are two effects.
 */
export class BusWatch {
  /** Ids of events by detail type, authorization and version. */
  readonly events = new Map<string, Set<string>>();
  /** Events that were refused and did not come again since. */
  readonly unsent = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #random: () => number;
  /** Events that came more than once, taken or not. */
  repeated = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  verdict(entries: readonly PutEventsEntry[]): (EntryRefusal | undefined)[] {
    return entries.map(({ DetailType, Detail }) => {
      const { metadata, data } = JSON.parse(Detail ?? "");
      const { eventId } = metadata;
      const what = `${DetailType} ${data.authorizationId} ${data.authorizationVersion}`;
      this.events.set(what, (this.events.get(what) ?? new Set()).add(eventId));
      this.unsent.delete(eventId);
      if (this.#seen.has(eventId)) {
        this.repeated += 1;
        return undefined;
      }
      this.#seen.add(eventId);
      if (this.#random() >= refusedAtFirst) return undefined;
      this.unsent.add(eventId);
      return refused;
    });
  }

  /** How many versions of authorizations there was an event of this type about. */
  versionsTold(detailType: string): number {
    return [...this.events.keys()].filter((what) => what.startsWith(`${detailType} `)).length;
  }

  /** The versions that have more than one event of a kind: each would be an effect that happened twice. */
  doubled(): string[] {
    return [...this.events].filter(([, ids]) => ids.size > 1).map(([what]) => what);
  }
}
