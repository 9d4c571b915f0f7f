import * as contract from "../../api/reports.ts";
import { deletedFrom } from "../../domain/retention.ts";
import { readDueClients } from "../../store/retention.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { pageSize } from "../runtime/paging.ts";
import type { Services, WithCursors } from "../runtime/services.ts";

export const listRetentionDue = handles(
  contract.listRetentionDue,
  async ({ query, actor }, { table, cursorsOf }: Services & WithCursors) => {
    const cursors = cursorsOf(actor, "retention-due");
    const page = { limit: pageSize(query.limit), afterClientId: cursors.placeOf(query.cursor) };
    const { clients, lastClientId } = await readDueClients(table, page);
    const items = clients.map((due) => ({ ...due, deletedFrom: deletedFrom(due) }));
    return ok({ items, nextCursor: lastClientId === null ? null : cursors.at(lastClientId) });
  },
);
