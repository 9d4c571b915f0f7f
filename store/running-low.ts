import * as z from "zod/mini";
import type { Authorization } from "../domain/authorization.ts";
import { RunningLow, runningLow } from "../domain/running-low-alert.ts";
import type { AuthorizationBalance } from "../domain/usage.ts";
import { fieldsOf } from "./items.ts";
import { runningLowKey, runningLowPartitions } from "./keys.ts";
import { commit, getItem, type OpenedTable, type Write } from "./opened-table.ts";
import { type PlacePage, readByPlace } from "./places.ts";
import { put, remove, removeVersion } from "./writes.ts";

/**
 * Authorizations of which little is left and that `functions/remind` has not looked at since that changed: a worklist, like the
 * outbox, so that the job reads only what is new. The transaction that changes limits or usage writes the entry, which so says
 * exactly what is left.
 */
const Entry = z.strictObject({
  ...RunningLow.shape,
  /** The sum of the versions of authorization and balance. Neither ever falls, so each entry has a greater one. */
  version: z.int(),
});
export type RunningLowEntry = z.infer<typeof Entry>;

/** An authorization with its balance, if any service was posted. */
interface AuthorizationState {
  readonly authorization: Authorization;
  readonly balance: AuthorizationBalance | undefined;
}

const keyOf = ({ clientId, authorizationId }: Pick<RunningLow, "clientId" | "authorizationId">) =>
  runningLowKey(clientId, authorizationId);

/** If these change, an alert may be due that was not before. */
const circumstances = (state: AuthorizationState | undefined) => [
  state?.authorization.expirationDate,
  state?.authorization.insuranceId,
];

const lowOf = (state: AuthorizationState | undefined) => state && runningLow(state.authorization, state.balance);

/**
 * The writes that follow when `was` becomes `is`. Undefined: not there yet, or discontinued. None when as much is left as before,
 * until the same day and under the same insurance.
 */
export function lowEntryWrites(was: AuthorizationState | undefined, is: AuthorizationState | undefined): Write[] {
  const before = lowOf(was) ?? null;
  const after = lowOf(is) ?? null;
  if (is === undefined || after === null) return before === null ? [] : [remove(keyOf(before))];
  if (JSON.stringify([after, ...circumstances(is)]) === JSON.stringify([before, ...circumstances(was)])) return [];
  const version = is.authorization.version + (is.balance?.version ?? 0);
  return [put(keyOf(after), "runningLow", { ...after, version })];
}

/** Removes an entry in the transaction that gives its alert. Refused when it has changed since it was read. */
export const handledEntry = (entry: RunningLowEntry): Write => removeVersion(keyOf(entry), entry.version);

/** Removes an entry that calls for no alert. */
export const removeRunningLow = (table: OpenedTable, entry: RunningLowEntry): Promise<void> =>
  commit(table, [handledEntry(entry)]);

/** Undefined: enough is left, or the entry was handled. */
export async function readRunningLow(
  table: OpenedTable,
  place: Pick<RunningLow, "clientId" | "authorizationId">,
): Promise<RunningLowEntry | undefined> {
  const stored = await getItem(table, keyOf(place));
  return stored === undefined ? undefined : fieldsOf(stored, Entry);
}

/** The first entries after a place, in the order of places. */
export const readRunningLowPage = (table: OpenedTable, page: PlacePage): Promise<RunningLowEntry[]> =>
  readByPlace(table, runningLowPartitions, Entry, page);
