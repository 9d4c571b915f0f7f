import * as contract from "../../api/records.ts";
import { readRecordPage } from "../../store/whole-record.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { Services, WithCursors } from "../runtime/services.ts";
import { rowsPerPage } from "./rows-per-page.ts";

export const readRecord = handles(contract.readRecord, async (call, { table, cursorsOf }: Services & WithCursors) => {
  const { clientId } = call.path;
  const cursors = cursorsOf(call.actor, "record", { clientId });
  const after = cursors.placeOf(call.query.cursor);
  const { rows, next } = await readRecordPage(table, clientId, { limit: rowsPerPage(call), after });
  return ok({ items: rows, nextCursor: next === null ? null : cursors.at(next) });
});
