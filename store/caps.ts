import { authorizationVersionOf, Cap, stateOf } from "../domain/cap.ts";
import { type AwaitedCap, acknowledged } from "./awaited-caps.ts";
import { fieldsOf } from "./items.ts";
import { capKey, closedCapKey, eventSeenKey, type Key } from "./keys.ts";
import { commit, getItem, type OpenedTable, type Write } from "./opened-table.ts";
import { outboxEntry, type UnsentEvent } from "./outbox.ts";
import { create, createOnce, createOrReplace, removeVersion, requireAbsent } from "./writes.ts";

/** This event was applied before: nothing is left to do. */
export class AlreadyApplied extends Error {
  override readonly name = "AlreadyApplied";
}

/** Longer than any redelivery: dead letters are kept 14 days. After it the versions alone decide. */
const seenSeconds = 30 * 86_400;

/** Marks an event as applied, in the transaction that applies it. */
export function eventSeen(eventId: string, nowEpochSeconds: number): Write {
  const lifetime = { nowEpochSeconds, expiresAtEpochSeconds: nowEpochSeconds + seenSeconds };
  return createOnce(eventSeenKey(eventId), "eventSeen", {}, lifetime, () => new AlreadyApplied());
}

export async function readCap(table: OpenedTable, clientId: string, authorizationId: string): Promise<Cap | undefined> {
  // In this order: a cap that is closed between the two reads is found by the second.
  const stored =
    (await getItem(table, capKey(clientId, authorizationId))) ??
    (await getItem(table, closedCapKey(clientId, authorizationId)));
  return stored === undefined ? undefined : fieldsOf(stored, Cap);
}

/**
 * Open caps are in the client's partition, closed ones in its history, so that the tracker's one Query does not grow with them.
 */
const keyOf = (cap: Cap) => free((stateOf(cap) === "OPEN" ? capKey : closedCapKey)(cap.clientId, cap.authorizationId));
const otherKeyOf = (cap: Cap) =>
  free((stateOf(cap) === "OPEN" ? closedCapKey : capKey)(cap.clientId, cap.authorizationId));

/** The one place that hands keys of caps to writes: IAM can't say who may delete a cap, and so the compiler does. */
const free = (key: Key) => key;

/**
 * Stores a cap with the mark that its event was applied and the acknowledgement: all or nothing, once. `awaited` as it was read:
 * it is removed when the cap has its version.
 */
export async function storeCap(
  table: OpenedTable,
  applied: {
    cap: Cap;
    previous?: Cap | undefined;
    awaited?: AwaitedCap | undefined;
    eventId: string;
    acknowledgement: UnsentEvent;
    nowEpochSeconds: number;
  },
): Promise<void> {
  const { cap, previous, awaited } = applied;
  const at = keyOf(cap);
  const was = cap.version - 1;
  const closed = previous !== undefined && stateOf(previous) !== stateOf(cap);
  await commit(table, [
    eventSeen(applied.eventId, applied.nowEpochSeconds),
    closed ? create(at, "cap", cap) : createOrReplace(at, "cap", cap, was),
    outboxEntry(applied.acknowledgement),
    ...(closed ? [removeVersion(keyOf(previous), was)] : []),
    ...(was === 0 ? [requireAbsent(otherKeyOf(cap))] : []),
    ...(awaited !== undefined && awaited.version <= authorizationVersionOf(cap) ? [acknowledged(awaited)] : []),
  ]);
}
