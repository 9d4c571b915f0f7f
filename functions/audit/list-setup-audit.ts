import * as contract from "../../api/audit.ts";
import { readAuditOfCatalog } from "../../store/audit-pages.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { cursorText, pageSize, startFrom } from "../runtime/paging.ts";
import type { Services } from "../runtime/services.ts";

export const listSetupAudit = handles(contract.listSetupAudit, async ({ query }, { table }: Services) => {
  const thisQuery = "setup audit";
  const asked = { limit: pageSize(query.limit), upTo: startFrom(query.cursor, thisQuery) };
  const { entries, faults, next } = await readAuditOfCatalog(table, asked);
  const nextCursor = next === null ? null : cursorText(String(next), thisQuery);
  return ok({ items: [...entries], nextCursor, faults: [...faults] });
});
