import * as z from "zod/mini";
import { type CalendarDate, monthAfter, monthOf } from "../domain/calendar.ts";
import { expirationEnteredAt } from "../domain/expiring-alert.ts";
import type { StoredItem } from "./failures.ts";
import { expiringPartition, expiringPlace, unconfirmedPartition, unconfirmedPlace } from "./keys.ts";
import { type OpenedTable, queryAll, queryCount, queryPage } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { type Index, indexes } from "./table.ts";

/**
 * Entries of the indexes: which authorizations may match, and what they are filtered and sorted by. Indexes follow the table a
 * moment later, so whoever shows an authorization reads it from the table (`indexed-rows.ts`) and checks it again.
 */

const { byExpiration, unconfirmed } = indexes;

const text = z.string();
const isInactive = z.exactOptional(z.literal(true));
/** At a day that an authorization has left, an entry has only keys (`movedFrom` in `listing.ts`). */
const ListedItem = z.object({
  effectiveDate: text,
  createdAt: text,
  expirationDateSince: z.exactOptional(text),
  listed: z.object({ program: z.exactOptional(text), location: z.exactOptional(text), isInactive }),
});
const UnconfirmedItem = z.object({
  createdBy: text,
  listed: z.object({ lastName: text, firstName: text, payerId: text, isInactive }),
});

/** An authorization at the day on which it expires, or at one that it has left. */
export interface ExpiringEntry {
  readonly clientId: string;
  readonly authorizationId: string;
  readonly expirationDate: CalendarDate;
  /** Absent at a day that it left. */
  readonly listed?: ListedExpiring;
}

interface ListedExpiring {
  readonly effectiveDate: CalendarDate;
  /** When the expiration date was entered. */
  readonly enteredAt: string;
  /** Of the client. */
  readonly program?: string;
  readonly location?: string;
  readonly isInactive?: true;
}

/** Most months at once. An empty month costs half a read unit and no time, since it is read beside others. */
const mostMonthsAtOnce = 32;

/**
 * Authorizations, not discontinued, that expire on days of a window (both included), what expires first first, then by client
 * and authorization id; and places that some have left in the last day. `from` is where the page begins: `next` of the page before, or `placeAfter` that of an entry.
 * A page may be shorter than its limit before the end, but never empty; `next` is null at the end.
 *
 * Every round reads twice as many months at once as the one before: where much expires the first is enough, and decades in
 * which nothing does are passed in a few rounds.
 */
export async function readExpiring(
  table: OpenedTable,
  window: { readonly first: CalendarDate; readonly last: CalendarDate },
  page: { readonly limit: number; readonly from?: string | undefined },
): Promise<{ entries: ExpiringEntry[]; next: string | null }> {
  const entries: ExpiringEntry[] = [];
  const lastMonth = monthOf(window.last);
  let from = page.from ?? window.first;
  for (let atOnce = 1; ; atOnce = Math.min(2 * atOnce, mostMonthsAtOnce)) {
    const months = monthsFrom(monthOf(from), lastMonth, atOnce);
    const limit = page.limit - entries.length;
    const read = await Promise.all(months.map((month) => readMonth(table, month, { from, last: window.last, limit })));
    for (const { month, items, isWhole } of read) {
      const kept = items.slice(0, page.limit - entries.length).map(expiringEntry);
      entries.push(...kept);
      const last = kept.at(-1);
      if (last !== undefined && !(isWhole && kept.length === items.length))
        return { entries, next: placeAfter(expiringPlaceOf(last)) };
      if (month >= lastMonth) return { entries, next: null };
      from = monthAfter(month);
      if (entries.length === page.limit) return { entries, next: from };
    }
  }
}

async function readMonth(
  table: OpenedTable,
  month: string,
  { from, last, limit }: { readonly from: string; readonly last: CalendarDate; readonly limit: number },
) {
  const { items, lastKey } = await queryPage(table, {
    // Every place of a month comes after its name.
    ...ofPartition(byExpiration, expiringPartition(month), { first: from > month ? from : month, last: `${last}#~` }),
    Limit: limit,
  });
  return { month, items, isWhole: lastKey === undefined };
}

function monthsFrom(first: string, last: string, atMost: number): string[] {
  const months: string[] = [];
  for (let month = first; months.length < atMost; month = monthAfter(month)) {
    months.push(month);
    if (month >= last) break;
  }
  return months;
}

export function expiringPlaceOf({
  expirationDate,
  clientId,
  authorizationId,
}: Pick<ExpiringEntry, "expirationDate" | "clientId" | "authorizationId">): string {
  return expiringPlace(expirationDate, clientId, authorizationId);
}

/** A place right behind this one: no character of an id sorts before a space. */
export const placeAfter = (place: string) => `${place} `;

function expiringEntry(stored: StoredItem): ExpiringEntry {
  const { first, ...ids } = partsOf(String(stored[byExpiration.sortKey]));
  const place = { ...ids, expirationDate: first };
  // Without facts to filter by, the authorization itself is read, and says whether it matches or can't be read.
  const { data: entry } = ListedItem.safeParse(stored);
  if (entry === undefined) return place;
  const { effectiveDate, listed } = entry;
  return { ...place, listed: { effectiveDate, enteredAt: expirationEnteredAt(entry), ...listed } };
}

export interface UnconfirmedEntry {
  readonly clientId: string;
  readonly authorizationId: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly payerId: string;
  readonly isInactive?: true;
}

type UnconfirmedPlace = Pick<UnconfirmedEntry, "createdAt" | "clientId" | "authorizationId">;

export function unconfirmedPlaceOf({ createdAt, clientId, authorizationId }: UnconfirmedPlace): string {
  return unconfirmedPlace(createdAt, clientId, authorizationId);
}

/** Every authorization without the C that is not discontinued, in the order in which they were entered. */
export async function readAllUnconfirmed(table: OpenedTable): Promise<UnconfirmedEntry[]> {
  return (await queryAll(table, ofPartition(unconfirmed, unconfirmedPartition))).map(unconfirmedEntry);
}

/** How many there are of active clients. The entries are read, a unit for each 4 KB of them, but not sent. */
export async function countUnconfirmed(table: OpenedTable): Promise<number> {
  const all = ofPartition(unconfirmed, unconfirmedPartition);
  return queryCount(table, {
    ...all,
    FilterExpression: "attribute_not_exists(#listed.#isInactive)",
    ExpressionAttributeNames: { ...all.ExpressionAttributeNames, "#listed": "listed", "#isInactive": "isInactive" },
  });
}

/** Some of them: those entered after the one that `after` names. */
export async function readUnconfirmed(
  table: OpenedTable,
  page: {
    readonly limit: number;
    readonly after: UnconfirmedPlace | undefined;
  },
): Promise<{ entries: UnconfirmedEntry[]; isLast: boolean }> {
  const { after, limit } = page;
  const from = after && placeAfter(unconfirmedPlaceOf(after));
  const { items, lastKey } = await queryPage(table, {
    ...ofPartition(unconfirmed, unconfirmedPartition, from === undefined ? undefined : { first: from, last: "~" }),
    Limit: limit,
  });
  return { entries: items.map(unconfirmedEntry), isLast: lastKey === undefined };
}

function unconfirmedEntry(stored: StoredItem): UnconfirmedEntry {
  const { first, ...ids } = partsOf(String(stored[unconfirmed.sortKey]));
  // Without facts to sort by it comes first, and the authorization itself says whether it can be read.
  const { createdBy, listed } = UnconfirmedItem.safeParse(stored).data ?? unsorted;
  return { ...ids, createdAt: first, createdBy, ...listed };
}

const unsorted = { createdBy: "", listed: { lastName: "", firstName: "", payerId: "" } };

function ofPartition(index: Index, partition: string, range?: { readonly first: string; readonly last: string }) {
  // An index has no consistent reads.
  return { IndexName: index.name, ConsistentRead: false, ...inPartition(partition, range, index) };
}

/** The parts of a place in an index. Ids, days and instants have no `#`. */
function partsOf(place: string): { first: string; clientId: string; authorizationId: string } {
  const [first = "", clientId = "", authorizationId = ""] = place.split("#");
  return { first, clientId, authorizationId };
}
