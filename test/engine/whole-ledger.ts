import { expect } from "vitest";
import { type Balance, untouchedBalance } from "../../domain/balance.ts";
import { balanceOf, difference, type Movement } from "../../domain/usage.ts";
import { readLedger } from "../../functions/authorizations/read-ledger.ts";
import { accepted, type TestServices } from "./handlers-in-process.ts";

interface Amounts {
  readonly used: number;
  readonly scheduled: number;
}
interface Shown {
  readonly units: Amounts;
  readonly visits: Amounts;
}

export interface LedgerPage {
  readonly items: readonly Movement[];
  readonly nextCursor: string | null;
  readonly balance: Shown;
  readonly balanceBefore: Shown;
}

export const balanceShown = ({ units, visits }: Shown): Balance => ({
  unitsUsed: units.used,
  unitsScheduled: units.scheduled,
  visitsUsed: visits.used,
  visitsScheduled: visits.scheduled,
});

/** A ledger page by page. Each has to say what the older ones add up to, down to nothing. */
export async function pagesOfLedger(
  services: TestServices,
  path: object,
  query: object = {},
  between: () => Promise<void> = async () => {},
): Promise<LedgerPage[]> {
  const pages: LedgerPage[] = [];
  let edge: Balance | undefined;
  for (let cursor: string | null | undefined; cursor !== null; ) {
    if (cursor !== undefined) await between();
    const page: LedgerPage = await accepted(services, readLedger, {
      path,
      query: { ...query, ...(cursor !== undefined && { cursor }) },
    });
    edge = difference(edge ?? balanceShown(page.balance), balanceOf(page.items));
    expect(balanceShown(page.balanceBefore)).toEqual(edge);
    pages.push(page);
    cursor = page.nextCursor;
  }
  expect(edge).toEqual(untouchedBalance);
  return pages;
}
