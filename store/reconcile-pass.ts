import * as z from "zod/mini";
import { CalendarDate, Instant } from "../domain/calendar.ts";
import { InsuranceId, PayerId } from "../domain/id.ts";
import { fieldsOf } from "./items.ts";
import { reconcilePassKey } from "./keys.ts";
import { commit, getItem, type OpenedTable } from "./opened-table.ts";
import { put } from "./writes.ts";

/** A walk over all clients, payer by payer: how far it has come, so that the next run goes on from there. */
export const ReconcilePass = z.strictObject({
  /** The agency's day on which it began. */
  day: CalendarDate,
  startedAt: Instant,
  /** The last insurance whose client was checked; absent before the first. */
  position: z.exactOptional(z.strictObject({ payerId: PayerId, insuranceId: InsuranceId })),
  /** Absent while it is under way. */
  completedAt: z.exactOptional(Instant),
  /** When the one before was complete; absent for the first. */
  previousCompletedAt: z.exactOptional(Instant),
});
export type ReconcilePass = z.infer<typeof ReconcilePass>;

export async function readReconcilePass(table: OpenedTable): Promise<ReconcilePass | undefined> {
  const stored = await getItem(table, reconcilePassKey);
  return stored === undefined ? undefined : fieldsOf(stored, ReconcilePass);
}

/** Two runs at the same time both write it: then some clients are checked twice, and none is left out. */
export async function saveReconcilePass(table: OpenedTable, pass: ReconcilePass): Promise<void> {
  await commit(table, [put(reconcilePassKey, "reconcilePass", pass)]);
}
