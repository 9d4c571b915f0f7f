import type { CapEvent, Confirmed } from "./event.ts";

/** What is known of one authorization. Both parts only ever move on, so the order in which events come does not matter. */
interface Known {
  readonly confirmed?: Confirmed & { readonly version: number; readonly occurredAt: string };
  readonly discontinuedVersion?: number;
}

/** All that is kept: plain JSON, stored as a whole, so that a cap and the events it comes from can't part. */
export interface State {
  /** By agency and authorization. */
  readonly known: Readonly<Record<string, Known>>;
  /** The latest event ids, oldest first. */
  readonly seen: readonly string[];
}

export const emptyState: State = { known: {}, seen: [] };

/** Enough for days of events. One that comes again later still changes nothing: its version is not newer. */
const seenAtMost = 10_000;

/** DUPLICATE: this very event was heard before. SUPERSEDED: something newer was. */
export type Outcome = "APPLIED" | "DUPLICATE" | "SUPERSEDED";

/** The state after an event, and what the event did to it. */
export function heard(state: State, event: CapEvent): { readonly state: State; readonly outcome: Outcome } {
  if (state.seen.includes(event.eventId)) return { state, outcome: "DUPLICATE" };
  const key = `${event.agencyId}/${event.authorizationId}`;
  const before = state.known[key] ?? {};
  const after = event.confirmed ? withConfirmed(before, event, event.confirmed) : withDiscontinued(before, event);
  return {
    state: {
      known: after === before ? state.known : { ...state.known, [key]: after },
      seen: [...state.seen, event.eventId].slice(-seenAtMost),
    },
    outcome: after === before ? "SUPERSEDED" : "APPLIED",
  };
}

/** The newer version stands; of one version, which is told again when a cap is repaired, what occurred later. */
function withConfirmed(
  before: Known,
  { authorizationVersion: version, occurredAt }: CapEvent,
  confirmed: Confirmed,
): Known {
  const { confirmed: known } = before;
  const isNewer =
    known === undefined ||
    version > known.version ||
    (version === known.version && Date.parse(occurredAt) > Date.parse(known.occurredAt));
  return isNewer ? { ...before, confirmed: { ...confirmed, version, occurredAt } } : before;
}

/** Final, whatever comes later, and kept although nothing may be confirmed yet: the confirmed event may be on its way. */
function withDiscontinued(before: Known, { authorizationVersion }: CapEvent): Known {
  const isNewer = authorizationVersion > (before.discontinuedVersion ?? 0);
  return isNewer ? { ...before, discontinuedVersion: authorizationVersion } : before;
}

/** What may be billed under an authorization. */
export interface Cap extends Omit<Confirmed, "authUnits" | "authVisits"> {
  readonly agencyId: string;
  readonly authorizationId: string;
  readonly unitsCap: number | null;
  readonly visitsCap: number | null;
  readonly state: "OPEN" | "CLOSED";
  readonly authorizationVersion: number;
}

/** Every cap, by agency and authorization. One that was only discontinued so far is none: nothing was ever confirmed. */
export function capsIn({ known }: State): Cap[] {
  return Object.entries(known)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, { confirmed, discontinuedVersion }]) => {
      if (confirmed === undefined) return [];
      const { version, occurredAt: _, authUnits: unitsCap, authVisits: visitsCap, ...same } = confirmed;
      const [agencyId = "", authorizationId = ""] = key.split("/");
      return [
        {
          agencyId,
          authorizationId,
          ...same,
          unitsCap,
          visitsCap,
          state: discontinuedVersion === undefined ? "OPEN" : "CLOSED",
          authorizationVersion: Math.max(version, discontinuedVersion ?? 0),
        },
      ];
    });
}
