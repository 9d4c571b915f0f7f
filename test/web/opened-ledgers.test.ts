import { describe, expect, it } from "vitest";
import type { Ledger, Movement } from "../../clients/typescript/src/index.ts";
import { continued, renewed } from "../../web/elements/authorization-tracker/opened-ledgers.ts";

const amounts = (used: number) => ({ authorized: null, used, scheduled: 0, remaining: null, available: null });
const balance = (used: number) => ({ units: amounts(used), visits: amounts(1) });
const ledger = (ids: readonly number[], used: number, before: number, nextCursor: string | null = null): Ledger => ({
  items: ids.map((id) => ({ movementId: `M${id}` }) as Movement),
  balance: balance(used),
  balanceBefore: balance(before),
  nextCursor,
});
const ids = ({ items }: Ledger) => items.map(({ movementId }) => movementId);

describe("opened ledgers read only what is new", () => {
  const shown = continued(ledger([9, 8], 9, 7, "c2"), ledger([7, 6], 9, 5, "c3"));

  it("older movements follow those that are shown", () => {
    expect(ids(shown)).toEqual(["M9", "M8", "M7", "M6"]);
    expect([shown.nextCursor, shown.balanceBefore]).toEqual(["c3", balance(5)]);
  });

  it("the newest page, read again, adds what is new and keeps what is shown", () => {
    const again = renewed(shown, ledger([10, 9], 10, 8, "c1"));
    expect(ids(again)).toEqual(["M10", "M9", "M8", "M7", "M6"]);
    expect([again.balance, again.nextCursor]).toEqual([balance(10), "c3"]);
    expect(ids(renewed(shown, ledger([9, 8], 9, 7, "c2")))).toEqual(ids(shown));
  });

  it("begins anew where the newest page does not reach down to what is shown, or nothing is shown", () => {
    const newest = ledger([99, 98], 99, 97, "c1");
    expect(renewed(shown, newest)).toBe(newest);
    expect(renewed(undefined, newest)).toBe(newest);
    const first = ledger([1], 1, 0);
    expect(renewed(ledger([], 0, 0), first)).toBe(first);
  });
});
