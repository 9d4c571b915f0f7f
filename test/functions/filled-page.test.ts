import { describe, expect, it } from "vitest";
import { filledPage } from "../../functions/reports/filled-page.ts";
import { authorization, client, insurance } from "../domain/examples.ts";

interface Entry {
  readonly authorizationId: string;
}

const entries = (...ids: string[]): Entry[] => ids.map((authorizationId) => ({ authorizationId }));
const limits = { rows: 3, bytes: 3_000_000, entries: 2000, authorizations: 300 };

/** Reads a page from an index that gives these portions, one for each read; all else is wrong. */
async function page(portions: readonly (readonly Entry[])[], more: object = {}) {
  const left = [...portions];
  const filled = await filledPage<Entry, string>(
    {
      read: async (count) => {
        const portion = left.shift();
        if (portion === undefined || count < 1) throw new Error(`It reads ${count} from what is at its end.`);
        return { entries: portion.slice(0, count), isLast: left.length === 0 };
      },
      mayMatch: () => true,
      readRows: async (some) => ({
        rows: some.map((entry) => ({
          entry,
          client: client(),
          facts: { authorization: authorization(entry), insurance: insurance(), balance: undefined, cap: undefined },
        })),
        unreadable: [],
      }),
      shown: ({ entry }) => entry.authorizationId,
      ...more,
    },
    limits,
  );
  return { ...filled, unread: left.length };
}

describe("a page of a report", () => {
  it.each<[string, Entry[][], string[], string | null]>([
    ["nothing", [[]], [], null],
    ["less than fits", [entries("A", "B")], ["A", "B"], null],
    ["as much as fits", [entries("A", "B", "C")], ["A", "B", "C"], null],
    ["more than fits", [entries("A", "B", "C", "D")], ["A", "B", "C"], "C"],
    ["some at a time", [entries("A"), entries("B"), entries("C", "D")], ["A", "B", "C"], "C"],
    ["one at two places", [entries("A", "B", "A")], ["A", "B"], null],
    ["one at two places, read one after the other", [entries("A", "B"), entries("A", "C")], ["A", "B", "C"], null],
    ["an end that gives nothing", [entries("A"), []], ["A"], null],
  ])("of %s", async (_, portions, items, last) => {
    expect(await page(portions)).toMatchObject({ items, last: last === null ? null : { authorizationId: last } });
  });

  it("is over when an index gives nothing, though it may not say that this was all", async () => {
    expect(await page([entries("A"), [], entries("B")])).toEqual({
      items: ["A"],
      unreadable: [],
      last: null,
      unread: 1,
    });
  });

  it("reads on where nothing of what came is meant", async () => {
    const mayMatch = ({ authorizationId }: Entry) => authorizationId === "Z";
    expect(await page([entries("A", "B"), entries("C"), entries("Z")], { mayMatch })).toMatchObject({
      items: ["Z"],
      last: null,
    });
  });
});
