import * as contract from "../../api/reports.ts";
import type { Catalog } from "../../domain/catalog.ts";
import { isOfStatus } from "../../domain/client.ts";
import { takesAuthorizations } from "../../domain/client-insurance.ts";
import { isConfirmed } from "../../domain/confirmation.ts";
import { type WorklistSort, worklistPlace } from "../../domain/worklist.ts";
import {
  readAllUnconfirmed,
  readUnconfirmed,
  type UnconfirmedEntry,
  unconfirmedPlaceOf,
} from "../../store/index-entries.ts";
import { readIndexedFacts, readIndexedRows } from "../../store/indexed-rows.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { left } from "../runtime/left-out.ts";
import { invalidCursor } from "../runtime/paging.ts";
import type { HttpServices, WithCursors } from "../runtime/services.ts";
import { instantPlaceIn } from "./cursor-place.ts";
import { filledPage, pageLimits } from "./filled-page.ts";
import { shownRow } from "./shown-row.ts";

type Place = Pick<UnconfirmedEntry, "createdAt" | "clientId" | "authorizationId">;

/** Every row is read from the table: what is confirmed or discontinued by now is left out, even if the index still has it. */
export const listUnconfirmedAuthorizations = handles(
  contract.listUnconfirmedAuthorizations,
  async ({ query, actor, today, representation }, { table, readCatalog, cursorsOf }: HttpServices & WithCursors) => {
    const { sort, clientStatus, limit, cursor } = query;
    const cursors = cursorsOf(actor, "unconfirmed-authorizations", { sort, clientStatus });
    const after = cursors.readPlace(cursor, instantPlaceIn);
    const catalog = await readCatalog();
    const { billingEngine } = catalog.settings;
    if (!billingEngine) return ok({ items: [], nextCursor: null, billingEngine });
    const { items, unreadable, last } = await filledPage(
      {
        read: sort === "authDate" ? inOrderOfIndex(table, after) : await sorted(table, { sort, after, catalog }),
        mayMatch: ({ isInactive }) => isOfStatus(clientStatus, isInactive === true),
        readRows: (entries) => readIndexedRows(table, entries),
        shown: (listed) => {
          const { authorization, insurance } = listed.facts;
          const matches =
            !isConfirmed(authorization) &&
            takesAuthorizations(insurance) &&
            isOfStatus(clientStatus, listed.client.status === "INACTIVE");
          return matches ? shownRow(listed, { catalog, actor, asOf: today }) : null;
        },
      },
      pageLimits(representation, limit),
    );
    const nextCursor = last === null ? null : cursors.at(unconfirmedPlaceOf(last));
    return ok({ items, nextCursor, billingEngine, ...left(unreadable) });
  },
);

/** By day of entry, which is the order of the index: a page costs only its own rows. */
function inOrderOfIndex(table: OpenedTable, after: Place | undefined) {
  let place = after;
  return async (limit: number) => {
    const page = await readUnconfirmed(table, { limit, after: place });
    place = page.entries.at(-1) ?? place;
    return page;
  };
}

/**
 * In any other order the whole index is read, since no key may have names. A page begins after the current place of the
 * authorization that its cursor names, even if that is confirmed or in the history by now.
 */
async function sorted(
  table: OpenedTable,
  { sort, after, catalog }: { sort: WorklistSort; after: Place | undefined; catalog: Catalog },
) {
  const payerName = (payerId: string) => catalog.payers.get(payerId)?.name ?? payerId;
  const placeIn = ({ payerId, ...entry }: UnconfirmedEntry) =>
    worklistPlace(sort, { ...entry, payerName: payerName(payerId) });
  const [all, start] = await Promise.all([
    readAllUnconfirmed(table),
    after === undefined ? "" : entryNow(table, after).then(placeIn),
  ]);
  const inOrder = all
    .map((entry) => ({ entry, place: placeIn(entry) }))
    .filter(({ place }) => place > start)
    .sort((a, b) => (a.place < b.place ? -1 : 1));
  let next = 0;
  return async (count: number) => {
    const entries = inOrder.slice(next, next + count).map(({ entry }) => entry);
    next += count;
    return { entries, isLast: next >= inOrder.length };
  };
}

/** The entry that an authorization would have now. */
async function entryNow(table: OpenedTable, place: Place): Promise<UnconfirmedEntry> {
  const found = await readIndexedFacts(table, place);
  if (found === undefined) throw invalidCursor();
  const { client, authorization, insurance } = found;
  const { clientId, authorizationId, createdAt, createdBy } = authorization;
  const { lastName, firstName } = client;
  return { clientId, authorizationId, createdAt, createdBy, lastName, firstName, payerId: insurance?.payerId ?? "" };
}
