import * as z from "zod/mini";
import { Instant } from "../domain/calendar.ts";
import { DriftKind } from "../domain/caps-drift.ts";
import { AuthorizationId, ClientId } from "../domain/id.ts";
import { driftKey, driftPartition } from "./keys.ts";
import { commit, type OpenedTable } from "./opened-table.ts";
import { type PlacePage, readByPlace } from "./places.ts";
import { put, remove } from "./writes.ts";

/**
 * A cap that a reconcile found to differ. How it differs is read again whenever somebody asks, since it may have been repaired.
 */
export const DriftFinding = z.strictObject({
  clientId: ClientId,
  authorizationId: AuthorizationId,
  driftKind: DriftKind,
  foundAt: Instant,
});
export type DriftFinding = z.infer<typeof DriftFinding>;

/** The first findings after a place, in the order of places. */
export const readFindingsPage = (table: OpenedTable, page: PlacePage): Promise<DriftFinding[]> =>
  readByPlace(table, [driftPartition], DriftFinding, page);

/** What one transaction takes. */
const mostPerTransaction = 100;

/** Stores findings and removes those that are gone. A finding replaces an earlier one of the same authorization. */
export async function saveFindings(
  table: OpenedTable,
  change: {
    readonly found: readonly DriftFinding[];
    readonly gone: readonly Pick<DriftFinding, "clientId" | "authorizationId">[];
  },
): Promise<void> {
  const writes = [
    ...change.found.map((each) => put(driftKey(each.clientId, each.authorizationId), "driftFinding", each)),
    ...change.gone.map((each) => remove(driftKey(each.clientId, each.authorizationId))),
  ];
  for (let first = 0; first < writes.length; first += mostPerTransaction)
    await commit(table, writes.slice(first, first + mostPerTransaction));
}
