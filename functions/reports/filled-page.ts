import { inWords, type UnreadableItem } from "../../domain/unreadable.ts";
import type { IndexedRow, IndexedRows } from "../../store/indexed-rows.ts";
import { pageSize } from "../runtime/paging.ts";
import type { Representation } from "../runtime/representation.ts";

/** How much one reply may take. */
interface PageLimits {
  readonly rows: number;
  readonly bytes: number;
  /** Entries of the index that are looked at. */
  readonly entries: number;
  /** Authorizations that are read from the table. */
  readonly authorizations: number;
}

interface Report<Entry, Row> {
  /** The next entries of the index, 1 to `count`, in their order; without any it is over. `isLast`: none follow. */
  readonly read: (count: number) => Promise<{ entries: readonly Entry[]; isLast: boolean }>;
  /** Whether the authorization may match the filters, by what the index has. */
  readonly mayMatch: (entry: Entry) => boolean;
  readonly readRows: (entries: readonly Entry[]) => Promise<IndexedRows<Entry>>;
  /** The row of an authorization as it is in the table; null: it does not match, or no longer. */
  readonly shown: (listed: IndexedRow<Entry>) => Row | null;
}

/** Most entries that are read at once. How many are, follows from how many of those before matched. */
const mostAhead = 1000;
/** Rows whose items are read at once. */
const rowsAtOnce = 100;

/**
 * A page of a report: entries of an index, each checked again by its authorization in the table. `last`: the entry after which
 * the next page begins; null: this is the last page. A page may be shorter than its limit, since the limits on reading end it
 * too.
 */
export async function filledPage<Entry extends { readonly authorizationId: string }, Row>(
  report: Report<Entry, Row>,
  limits: PageLimits,
): Promise<{ items: Row[]; unreadable: UnreadableItem[]; last: Entry | null }> {
  // An authorization whose date moves meanwhile may be in the index at either day.
  const items = new Map<string, Row>();
  const unreadable = new Map<string, UnreadableItem>();
  const left = { ...limits };
  const isFull = () => Object.values(left).some((amount) => amount <= 0);
  let last: Entry | null = null;
  let entriesForOne = 1;
  const page = (end: Entry | null) => ({ items: [...items.values()], unreadable: [...unreadable.values()], last: end });
  const show = (listed: IndexedRow<Entry>) => {
    const { authorizationId } = listed.entry;
    const row = items.has(authorizationId) ? null : report.shown(listed);
    if (row === null) return;
    items.set(authorizationId, row);
    left.rows -= 1;
    left.bytes -= Buffer.byteLength(JSON.stringify(row));
  };
  /** Whether there was room to look at all of them. */
  const showAll = async (meant: Entry[]) => {
    while (meant.length > 0 && !isFull()) {
      const some = meant.splice(0, Math.min(left.rows, left.authorizations, rowsAtOnce));
      const read = await report.readRows(some);
      for (const listed of read.rows) show(listed);
      for (const item of read.unreadable) unreadable.set(inWords(item), item);
      last = some.at(-1) ?? last;
      left.authorizations -= some.length;
    }
    return meant.length === 0;
  };
  for (;;) {
    // One more than wanted tells whether another page follows.
    const entriesNeeded = Math.ceil((left.rows + 1) * entriesForOne);
    const { entries, isLast } = await report.read(Math.min(entriesNeeded, mostAhead, left.entries));
    if (entries.length === 0) return page(null);
    const meant = entries.filter(report.mayMatch);
    entriesForOne = entries.length / Math.max(1, meant.length);
    if (!(await showAll(meant))) return page(last);
    if (isLast) return page(null);
    last = entries.at(-1) ?? last;
    left.entries -= entries.length;
    if (isFull()) return page(last);
  }
}

/**
 * JSON has the rows that were asked for. CSV has as many as fit: a function's reply may have 6 MB, in which a quotation mark can
 * become four bytes, and it has to be made within seconds.
 */
export function pageLimits(representation: Representation, limit: string | undefined): PageLimits {
  const bytes = 3_000_000;
  return representation === "CSV"
    ? { rows: limit === undefined ? 2000 : pageSize(limit), bytes, entries: 10_000, authorizations: 2000 }
    : { rows: pageSize(limit), bytes, entries: 2000, authorizations: 300 };
}
