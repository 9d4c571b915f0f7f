import { Cap } from "../domain/cap.ts";
import { ChangedMeanwhile } from "./failures.ts";
import { fieldsOf } from "./items.ts";
import { capKey, eventSeenKey } from "./keys.ts";
import { commit, getItem, type OpenedTable, type Write } from "./opened-table.ts";
import { outboxEntry, type UnsentEvent } from "./outbox.ts";
import { createOnce, createOrReplace } from "./writes.ts";

/** This event was applied before: everything about it is done. */
export class AlreadyApplied extends Error {
  override readonly name = "AlreadyApplied";
}

/** Longer than anything redelivers by itself: dead letters are kept 14 days. After it the versions alone decide. */
const seenSeconds = 30 * 86_400;

/** Marks an event as applied, in the transaction that applies it. */
export function eventSeen(eventId: string, nowEpochSeconds: number): Write {
  const lifetime = { nowEpochSeconds, expiresAtEpochSeconds: nowEpochSeconds + seenSeconds };
  return createOnce(eventSeenKey(eventId), "eventSeen", lifetime, () => new AlreadyApplied());
}

export async function readCap(table: OpenedTable, clientId: string, authorizationId: string): Promise<Cap | undefined> {
  const stored = await getItem(table, capKey(clientId, authorizationId));
  return stored === undefined ? undefined : fieldsOf(stored, Cap);
}

/** Stores a cap with the mark that its event was applied and the acknowledgement: all or nothing, once. */
export async function storeCap(
  table: OpenedTable,
  applied: { cap: Cap; eventId: string; acknowledgement: UnsentEvent; nowEpochSeconds: number },
): Promise<void> {
  const { cap } = applied;
  await commit(table, [
    eventSeen(applied.eventId, applied.nowEpochSeconds),
    createOrReplace(
      capKey(cap.clientId, cap.authorizationId),
      "cap",
      cap,
      cap.version - 1,
      () => new ChangedMeanwhile(),
    ),
    outboxEntry(applied.acknowledgement),
  ]);
}
