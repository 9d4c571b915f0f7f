import * as contract from "../../api/audit.ts";
import { readAuditOfCatalog } from "../../store/audit-pages.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { pageSize } from "../runtime/paging.ts";
import type { Services, WithCursors } from "../runtime/services.ts";

export const listSetupAudit = handles(
  contract.listSetupAudit,
  async ({ query, actor }, { table, cursorsOf }: Services & WithCursors) => {
    const cursors = cursorsOf(actor, "setup audit");
    const asked = { limit: pageSize(query.limit), upTo: cursors.readPlace(query.cursor, Number) };
    const { entries, faults, next } = await readAuditOfCatalog(table, asked);
    const nextCursor = next === null ? null : cursors.at(String(next));
    return ok({ items: [...entries], nextCursor, faults: [...faults] });
  },
);
