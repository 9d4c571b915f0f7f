import type { Cap } from "../domain/cap.ts";
import { capKey, eventSeenKey } from "./keys.ts";
import { commit, type OpenedTable } from "./opened-table.ts";
import { outboxEntry, type UnsentEvent } from "./outbox.ts";
import { createOnce, putIfNewer } from "./writes.ts";

/** DUPLICATE: this event was applied before. SUPERSEDED: the cap is at this version or a later one already. */
export type CapOutcome = "STORED" | "DUPLICATE" | "SUPERSEDED";

class NotApplied extends Error {
  readonly outcome: CapOutcome;
  constructor(outcome: CapOutcome) {
    super(outcome);
    this.outcome = outcome;
  }
}

/** Longer than anything redelivers by itself (dead letters are kept 14 days); after it the version alone decides. */
const seenSeconds = 30 * 86_400;

/** Stores a cap with the mark that its event was applied and the acknowledgement: all or nothing, once, never backwards. */
export async function storeCap(
  table: OpenedTable,
  applied: { cap: Cap; eventId: string; acknowledgement: UnsentEvent; nowEpochSeconds: number },
): Promise<CapOutcome> {
  const { cap, nowEpochSeconds } = applied;
  try {
    await commit(table, [
      createOnce(
        eventSeenKey(applied.eventId),
        "eventSeen",
        { nowEpochSeconds, expiresAtEpochSeconds: nowEpochSeconds + seenSeconds },
        () => new NotApplied("DUPLICATE"),
      ),
      putIfNewer(
        capKey(cap.clientId, cap.insuranceId, cap.authorizationId),
        "cap",
        cap,
        { versionField: "authorizationVersion", version: cap.authorizationVersion },
        () => new NotApplied("SUPERSEDED"),
      ),
      outboxEntry(applied.acknowledgement),
    ]);
    return "STORED";
  } catch (error) {
    if (error instanceof NotApplied) return error.outcome;
    throw error;
  }
}
