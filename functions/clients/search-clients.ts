import * as contract from "../../api/clients.ts";
import { byName, searchFor } from "../../domain/client.ts";
import { findClients } from "../../store/clients.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { cursorText, pageSize, startAfter } from "../runtime/paging.ts";
import type { Services, WithBlindIndex } from "../runtime/services.ts";

/** Pages follow each other by client id, since no key may have a name; within a page clients are sorted by name. */
export const searchClients = handles(
  contract.searchClients,
  async ({ query }, { table, blindIndex }: Services & WithBlindIndex) => {
    const text = query.search ?? "";
    const thisQuery = blindIndex("cursor", text);
    const { clients, lastClientId } = await findClients(table, blindIndex, {
      search: searchFor(text),
      limit: pageSize(query.limit),
      afterClientId: startAfter(query.cursor, thisQuery),
    });
    const nextCursor = lastClientId === null ? null : cursorText(lastClientId, thisQuery);
    return ok({ items: clients.sort(byName), nextCursor });
  },
);
