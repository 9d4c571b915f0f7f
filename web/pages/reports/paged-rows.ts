import type { Unreadable } from "../../../clients/typescript/src/index.ts";

/** What of a report is shown so far. */
export interface PagedRows<Row> {
  readonly rows: readonly Row[];
  /** Where it goes on; null: nowhere. */
  readonly nextCursor: string | null;
  /** How many pages with rows were read. */
  readonly pages: number;
  readonly unreadable: readonly Unreadable[];
}

export interface Page<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
  readonly unreadable?: readonly Unreadable[];
}

export const noRows: PagedRows<never> = { rows: [], nextCursor: null, pages: 0, unreadable: [] };

/**
 * Reads so many pages more; empty pages that have others behind them do not count.
 * @param keyOf tells rows apart: one that moved to a later page meanwhile is shown once, as it was read last
 * @param from what was read before; without it from the beginning
 */
export async function readPages<Row>(
  readPage: (cursor: string | undefined) => Promise<Page<Row>>,
  pages: number,
  keyOf: (row: Row) => string,
  from?: PagedRows<Row>,
): Promise<PagedRows<Row>> {
  const rows = new Map((from ?? noRows).rows.map((row) => [keyOf(row), row]));
  let nextCursor = from?.nextCursor ?? null;
  const unreadable = [...(from?.unreadable ?? [])];
  let read = 0;
  do {
    const page = await readPage(nextCursor ?? undefined);
    for (const row of page.items) rows.set(keyOf(row), row);
    unreadable.push(...(page.unreadable ?? []));
    nextCursor = page.nextCursor;
    if (page.items.length > 0) read += 1;
  } while (nextCursor !== null && read < pages);
  return { rows: [...rows.values()], nextCursor, pages: (from?.pages ?? 0) + read, unreadable };
}
