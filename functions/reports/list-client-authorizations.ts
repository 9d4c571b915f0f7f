import * as contract from "../../api/reports.ts";
import { isWithin } from "../../domain/calendar.ts";
import { isOfStatus } from "../../domain/client.ts";
import { takesAuthorizations } from "../../domain/client-insurance.ts";
import { expirationWindow } from "../../domain/expiration-window.ts";
import { runsLow } from "../../domain/low-units.ts";
import { isShownAt } from "../../domain/moved-expiration.ts";
import { fold } from "../../domain/text.ts";
import { type ExpiringEntry, expiringPlaceOf, placeAfter, readExpiring } from "../../store/index-entries.ts";
import { readIndexedRows } from "../../store/indexed-rows.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { left } from "../runtime/left-out.ts";
import type { HttpServices, WithCursors } from "../runtime/services.ts";
import { dayPlaceIn } from "./cursor-place.ts";
import { filledPage, pageLimits } from "./filled-page.ts";
import { shownRow } from "./shown-row.ts";

/** Sorted by expiration date. Filters by what the index has, and again, with balances, by what the table has. */
export const listClientAuthorizations = handles(
  contract.listClientAuthorizations,
  async (
    { query, actor, now, today, representation },
    { table, readCatalog, cursorsOf }: HttpServices & WithCursors,
  ) => {
    const { limit, cursor, asOf = today, expiresIn, lowUnits, program, location, clientStatus, ...freeDates } = query;
    const isLow = lowUnits !== undefined;
    const asked = { ...freeDates, isLow, ...(expiresIn !== undefined && { expiresIn: Number(expiresIn) }) };
    const window = expirationWindow(asked, asOf);
    const { effectiveFrom = "" } = window;
    const same = { window, asOf, program, location, clientStatus, lowUnits };
    const cursors = cursorsOf(actor, "client-authorizations", same);
    const after = cursors.readPlace(cursor, (place) => dayPlaceIn(place, window));
    const reading = { begunAt: after?.begunAt ?? now.toISOString(), now };
    const catalog = await readCatalog();

    const isOf = (filter: string | undefined, actual: string | undefined) =>
      filter === undefined || (actual !== undefined && fold(actual) === fold(filter));
    const matches = (effectiveDate: string, isInactive: boolean, client: { program?: string; location?: string }) =>
      effectiveDate >= effectiveFrom &&
      isOfStatus(clientStatus, isInactive) &&
      isOf(program, client.program) &&
      isOf(location, client.location);

    let from = after && placeAfter(expiringPlaceOf(after));
    const page = await filledPage<ExpiringEntry, ReturnType<typeof shownRow>>(
      {
        read: async (count) => {
          const { entries, next } = await readExpiring(table, window, { limit: count, from });
          from = next ?? undefined;
          return { entries, isLast: next === null };
        },
        mayMatch: ({ listed }) =>
          listed === undefined || matches(listed.effectiveDate, listed.isInactive === true, listed),
        readRows: (entries) => readIndexedRows(table, entries),
        shown: (listed) => {
          if (!takesAuthorizations(listed.facts.insurance)) return null;
          const row = shownRow(listed, { catalog, actor, asOf });
          const isHere =
            isWithin(row.expirationDate, window.first, window.last) &&
            isShownAt(listed.facts.authorization, listed.entry, reading) &&
            matches(row.effectiveDate, row.client.status === "INACTIVE", row.client);
          return isHere && (lowUnits === undefined || runsLow(row, lowUnits)) ? row : null;
        },
      },
      pageLimits(representation, limit),
    );
    const next = page.last && `${expiringPlaceOf(page.last)}#${reading.begunAt}`;
    const nextCursor = next === null ? null : cursors.at(next);
    return ok({ items: page.items, nextCursor, ...left(page.unreadable) });
  },
);
