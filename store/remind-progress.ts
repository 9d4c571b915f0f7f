import * as z from "zod/mini";
import { CalendarDate } from "../domain/calendar.ts";
import { ExpiringCounts } from "../domain/expiring-counts.ts";
import { fieldsOf } from "./items.ts";
import { remindProgressKey } from "./keys.ts";
import { commit, getItem, type OpenedTable } from "./opened-table.ts";
import { put } from "./writes.ts";

/** How far `functions/remind` has come with what expires. */
const RemindProgress = z.strictObject({
  /** The last day on which it looked at everything; absent: it never did. */
  doneOn: z.exactOptional(CalendarDate),
  /** A look that ran out of time: the day it is of, and the place where it goes on. */
  unfinished: z.exactOptional(z.strictObject({ day: CalendarDate, from: z.string(), counts: ExpiringCounts })),
});
export type RemindProgress = z.infer<typeof RemindProgress>;

export async function readRemindProgress(table: OpenedTable): Promise<RemindProgress> {
  const stored = await getItem(table, remindProgressKey);
  return stored === undefined ? {} : fieldsOf(stored, RemindProgress);
}

/**
 * Of two runs at once the last one's progress is kept. At worst it says that less was looked at than was, and what is looked at
 * twice still gives each alert once.
 */
export function saveRemindProgress(table: OpenedTable, progress: RemindProgress): Promise<void> {
  return commit(table, [put(remindProgressKey, "remindProgress", progress)]);
}
