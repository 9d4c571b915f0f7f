import * as contract from "../../api/clients.ts";
import { byName, searchFor } from "../../domain/client.ts";
import { findClients } from "../../store/clients.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { left } from "../runtime/left-out.ts";
import { pageSize } from "../runtime/paging.ts";
import type { Services, WithBlindIndex, WithCursors } from "../runtime/services.ts";

/** Pages follow each other by client id, since no key may have a name; within a page clients are sorted by name. */
export const searchClients = handles(
  contract.searchClients,
  async ({ query, actor }, { table, blindIndex, cursorsOf }: Services & WithBlindIndex & WithCursors) => {
    const text = query.search ?? "";
    const cursors = cursorsOf(actor, "clients", { text });
    const { clients, unreadable, lastClientId } = await findClients(table, blindIndex, {
      search: searchFor(text),
      limit: pageSize(query.limit),
      afterClientId: cursors.placeOf(query.cursor),
    });
    const nextCursor = lastClientId === null ? null : cursors.at(lastClientId);
    return ok({ items: clients.sort(byName), nextCursor, ...left(unreadable) });
  },
);
