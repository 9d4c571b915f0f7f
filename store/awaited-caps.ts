import * as z from "zod/mini";
import { Instant } from "../domain/calendar.ts";
import { AuthorizationId, ClientId, Version } from "../domain/id.ts";
import { fieldsOf } from "./items.ts";
import { awaitedKey, awaitedPartitions } from "./keys.ts";
import { getItem, type OpenedTable, type Write } from "./opened-table.ts";
import { type PlacePage, readByPlace } from "./places.ts";
import { put, removeVersion } from "./writes.ts";

/**
 * Billing was sent this version of an authorization (confirmed, or discontinued) and has not stored its cap yet. One item for
 * each authorization, of the last version that was sent. There are few at any time, so reading all of them is cheap.
 */
export const AwaitedCap = z.strictObject({
  clientId: ClientId,
  authorizationId: AuthorizationId,
  version: Version,
  toldAt: Instant,
});
export type AwaitedCap = z.infer<typeof AwaitedCap>;

/** Belongs in the transaction that stores the event. A later version replaces an earlier one. */
export function awaiting(cap: AwaitedCap): Write {
  return put(awaitedKey(cap.clientId, cap.authorizationId), "awaitedCap", cap);
}

/** Belongs in the transaction that stores the cap. Refused when a later version was sent meanwhile, which stays awaited. */
export function acknowledged({ clientId, authorizationId, version }: AwaitedCap): Write {
  return removeVersion(awaitedKey(clientId, authorizationId), version);
}

export async function readAwaited(
  table: OpenedTable,
  clientId: string,
  authorizationId: string,
): Promise<AwaitedCap | undefined> {
  const stored = await getItem(table, awaitedKey(clientId, authorizationId));
  return stored === undefined ? undefined : fieldsOf(stored, AwaitedCap);
}

/** The first awaited caps after a place, in the order of places. */
export const readAwaitedPage = (table: OpenedTable, page: PlacePage): Promise<AwaitedCap[]> =>
  readByPlace(table, awaitedPartitions, AwaitedCap, page);
