import type { CalendarDate } from "../../domain/calendar.ts";
import { mayBeDeleted } from "../../domain/retention.ts";
import { readCatalogHead } from "../../store/audit.ts";
import { beginDeletion } from "../../store/client-deletion.ts";
import { findClientRecord } from "../../store/client-record.ts";
import { type OpenedTable, untilStored } from "../../store/opened-table.ts";
import { type Age, readPastDate, unlistDue } from "../../store/retention.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import type { Services, WithBlindIndex } from "../runtime/services.ts";

/** The job's name: its role in the audit, and the author when nobody is named. */
const job = "retention";

/** The last day of a client's record, if it is due now; undefined while it has to be kept. */
export async function pastDateOf(
  table: OpenedTable,
  clientId: string,
  age: Age | undefined,
): Promise<CalendarDate | undefined> {
  if (age === undefined) return undefined;
  const record = await findClientRecord(table, clientId);
  return record !== undefined && mayBeDeleted(record) ? readPastDate(table, clientId, age) : undefined;
}

/**
 * Begins the deletion of a client that is still due. The client is read before its days are, and nothing may have been written of it
 * since: so whatever happens meanwhile keeps it. Says whether it was begun.
 */
export function beginDeletionOf(
  services: Services & WithBlindIndex,
  due: { readonly clientId: string; readonly age: Age | undefined; readonly requestedBy?: string },
): Promise<boolean> {
  const { table, blindIndex } = services;
  const { clientId, age, requestedBy = job } = due;
  return untilStored(table, async () => {
    const record = await findClientRecord(table, clientId);
    const isDue =
      record !== undefined && mayBeDeleted(record) && age !== undefined && (await readPastDate(table, clientId, age));
    if (!isDue) {
      await unlistDue(table, clientId);
      return false;
    }
    const setupHead = await readCatalogHead(table);
    // Where its audit ended, and nothing of the client.
    const { sequence, hash } = record.revision.auditHead;
    const by = { actor: { userId: requestedBy }, role: job, now: services.now() };
    const audit = auditEntry(by, services, ["client", clientId], { before: { sequence, hash } });
    await beginDeletion(table, blindIndex, { record, setupHead, audit });
    return true;
  });
}
