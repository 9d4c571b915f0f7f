import * as contract from "../../api/authorizations.ts";
import { trackerVisible } from "../../domain/client-insurance.ts";
import { rowFacts } from "../../domain/client-record.ts";
import type { RowFacts } from "../../domain/tracker-row.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import { readShownRecord } from "../../store/client-record.ts";
import { discontinuedRowFacts, readHistoryEntries, readShownDiscontinued } from "../../store/history.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { left } from "../runtime/left-out.ts";
import { pageSize } from "../runtime/paging.ts";
import type { HttpServices, WithCursors } from "../runtime/services.ts";

const historyPlace = (entry: { expirationDate: string; authorizationId: string }) =>
  `${entry.expirationDate}#${entry.authorizationId}`;

/**
 * Merges the expired authorizations of the tracker's Query and the discontinued ones of the history. While the tracker is hidden,
 * open ones are here as well: every authorization has to be found somewhere.
 */
export const listAuthorizationHistory = handles(
  contract.listAuthorizationHistory,
  async ({ path, query, actor, today }, { table, readCatalog, cursorsOf }: HttpServices & WithCursors) => {
    const { clientId } = path;
    const limit = pageSize(query.limit);
    const cursors = cursorsOf(actor, "history", { clientId });
    const before = cursors.placeOf(query.cursor);
    // In this order: an authorization that is discontinued between the two reads is found by the second, and shown as
    // discontinued.
    const record = await readShownRecord(table, clientId);
    const [catalog, { entries: discontinued, unreadable: unreadEntries }] = await Promise.all([
      readCatalog(),
      // One more than the page, and the one that a cursor names, which the page leaves out.
      readHistoryEntries(table, clientId, { limit: limit + 2, before }),
    ]);
    const discontinuedIds = new Set(discontinued.map(({ authorizationId }) => authorizationId));
    const isHidden = !trackerVisible([...record.insurances.values()], today);
    const current = [...record.authorizations.values()].filter(
      (authorization) =>
        !discontinuedIds.has(authorization.authorizationId) &&
        (isHidden || authorization.expirationDate < today) &&
        (before === undefined || historyPlace(authorization) < before),
    );
    const inOrder = [...current, ...discontinued].sort((a, b) => (historyPlace(a) > historyPlace(b) ? -1 : 1));
    const page = inOrder.slice(0, limit);
    const kept = await readShownDiscontinued(
      table,
      clientId,
      page.map(({ authorizationId }) => authorizationId).filter((id) => discontinuedIds.has(id)),
    );
    const unread = new Set(kept.unreadable.map(({ id }) => id));
    const factsOf = (authorizationId: string): RowFacts => {
      const found = kept.discontinued.get(authorizationId);
      if (found !== undefined) return discontinuedRowFacts(record, found);
      const current = record.authorizations.get(authorizationId);
      if (current === undefined)
        throw new Error(`The history of ${clientId} lacks the authorization ${authorizationId}.`);
      return rowFacts(record, current);
    };
    const last = page.at(-1);
    return ok({
      items: page
        .filter(({ authorizationId }) => !unread.has(authorizationId))
        .map(({ authorizationId }) => trackerRow(factsOf(authorizationId), { catalog, actor, asOf: today })),
      nextCursor: inOrder.length > limit && last !== undefined ? cursors.at(historyPlace(last)) : null,
      ...left([...record.unreadable, ...unreadEntries, ...kept.unreadable]),
    });
  },
);
