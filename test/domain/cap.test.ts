import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorizationVersionOf, type Cap, type CapChange, capAfter, shownCap, stateOf } from "../../domain/cap.ts";
import { balance, cap, confirmedVersion } from "./examples.ts";

const at = "2026-03-16T14:05:00.000Z";
const of = { clientId: "C1001", authorizationId: "A3001" };
const confirmedNews = (version: number): CapChange => ({
  ...of,
  confirmed: confirmedVersion({ version, unitsCap: 10 * version }),
});
const discontinuedNews = (discontinuedVersion: number): CapChange => ({ ...of, discontinuedVersion });

/** The cap after some news, one after the other. */
const having = (news: readonly CapChange[]): Cap | undefined =>
  news.reduce<Cap | undefined>((known, told) => capAfter(known, told, at) ?? known, undefined);

describe("after the event the client insurance details list, per authorization: number, activity codes, units cap, visits cap, dates, used, remaining", () => {
  it("with the last confirmed version's caps and the current usage", () => {
    const used = balance({ unitsUsed: 40, visitsUsed: 10, unitsScheduled: 4 });
    const confirmed = confirmedVersion({ unitsCap: 96, visitsCap: 20, version: 3 });
    expect(shownCap(cap({ confirmed }), used)).toEqual({
      authorizationId: "A3001",
      authorizationNumber: "PA-26-004417",
      activityCodes: ["IND15"],
      unitsCap: 96,
      visitsCap: 20,
      effectiveDate: "2026-01-05",
      expirationDate: "2026-07-04",
      unitsUsed: 40,
      unitsRemaining: 56,
      visitsUsed: 10,
      visitsRemaining: 10,
      state: "OPEN",
      authorizationVersion: 3,
      updatedAt: "2026-01-06T15:00:01.000Z",
    });
  });

  it("a quantity without a cap has nothing remaining to show, and one that is exceeded shows negative", () => {
    const confirmed = confirmedVersion({ unitsCap: null, visitsCap: 5 });
    const shown = shownCap(cap({ confirmed }), balance({ unitsUsed: 9, visitsUsed: 6 }));
    expect(shown).toMatchObject({ unitsUsed: 9, unitsRemaining: null, visitsUsed: 6, visitsRemaining: -1 });
  });

  it("nothing before anything was confirmed", () => {
    const { confirmed: _, ...unconfirmed } = cap({ discontinuedVersion: 2 });
    expect(shownCap(unconfirmed, balance())).toBeNull();
  });
});

describe("one event twice, or version 1 after version 2: one cap with version 2", () => {
  it.each([
    ["1", [1], 1],
    ["1, 2", [1, 2], 2],
    ["1, 1", [1, 1], 1],
    ["2, 1", [2, 1], 2],
    ["2, 1, 2, 1", [2, 1, 2, 1], 2],
    ["1, 3, 2", [1, 3, 2], 3],
  ])("after the versions %s", (_, versions, last) => {
    expect(having(versions.map(confirmedNews))?.confirmed).toEqual(
      confirmedVersion({ version: last, unitsCap: 10 * last }),
    );
  });

  it("old news changes nothing at all", () => {
    const known = having([confirmedNews(2), discontinuedNews(4)]);
    expect(capAfter(known, confirmedNews(2), at)).toBeNull();
    expect(capAfter(known, confirmedNews(1), at)).toBeNull();
    expect(capAfter(known, discontinuedNews(4), at)).toBeNull();
  });

  it("each change is a new version of the cap itself", () => {
    expect(having([confirmedNews(1)])?.version).toBe(1);
    expect(having([confirmedNews(1), confirmedNews(1), confirmedNews(2)])?.version).toBe(2);
    expect(having([confirmedNews(1), confirmedNews(2), discontinuedNews(3)])?.version).toBe(3);
  });

  it("the order and the number of deliveries make no difference", () => {
    const news = fc.oneof(
      fc.integer({ min: 1, max: 6 }).map(confirmedNews),
      fc.integer({ min: 2, max: 7 }).map(discontinuedNews),
    );
    const said = (known: Cap | undefined) =>
      known && { confirmed: known.confirmed, state: stateOf(known), version: authorizationVersionOf(known) };
    const reordered = fc
      .array(news, { minLength: 1, maxLength: 8 })
      .chain((told) =>
        fc.tuple(fc.constant(told), fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 })),
      );
    fc.assert(
      fc.property(reordered, ([told, redelivered]) => {
        expect(said(having(redelivered))).toEqual(said(having(told)));
      }),
    );
  });
});

describe("of two events with the same authorizationVersion the one that occurred later stands", () => {
  const told = (version: number, minute: number, unitsCap: number): CapChange => ({
    ...of,
    confirmed: confirmedVersion({ version, unitsCap, toldAt: `2026-03-16T14:0${minute}:00.000Z` }),
  });
  const permutations = <Item>(items: readonly Item[]): Item[][] =>
    items.length === 0
      ? [[]]
      : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));

  it.each<[string, CapChange[], number]>([
    ["a repair after its confirm", [told(1, 1, 10), told(1, 5, 11)], 11],
    ["two repairs", [told(1, 1, 10), told(1, 5, 11), told(1, 7, 12)], 12],
    ["a repair that says the same, and one between", [told(1, 1, 10), told(1, 7, 10), told(1, 5, 11)], 10],
    ["a newer version that was told earlier", [told(1, 9, 11), told(2, 5, 20), told(1, 1, 10)], 20],
    ["one without a time, as it was stored before times were", [confirmedNews(1), told(1, 1, 11)], 11],
    ["two of the same moment: always the same one", [told(1, 5, 11), told(1, 5, 12), told(1, 1, 10)], 12],
    ["with a discontinuation between", [told(1, 1, 10), told(1, 5, 11), discontinuedNews(3)], 11],
  ])("%s, in every order", (_, news, unitsCap) => {
    const orders = permutations(news);
    expect(orders.length).toBeGreaterThan(1);
    for (const order of orders) expect(having([...order, ...order])?.confirmed?.unitsCap).toBe(unitsCap);
  });

  it("any order and number of deliveries of any events leads to the same cap", () => {
    const news = fc.oneof(
      fc
        .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 3 }))
        .map(([version, minute, unitsCap]) => told(version, minute, unitsCap)),
      fc.integer({ min: 2, max: 4 }).map(discontinuedNews),
    );
    const said = (known: Cap | undefined) => known && { ...known, version: 0 };
    fc.assert(
      fc.property(
        fc
          .array(news, { minLength: 1, maxLength: 8 })
          .chain((all) =>
            fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
          ),
        ([all, redelivered]) => {
          expect(said(having(redelivered))).toEqual(said(having(all)));
        },
      ),
    );
  });

  it("when it was told is not shown", () => {
    const known = having([told(1, 5, 10)]) ?? cap();
    expect(shownCap(known, balance())).not.toHaveProperty("toldAt");
  });
});

describe("a confirmed one tells billing and its cap closes", () => {
  it.each([
    ["confirmed", [confirmedNews(1)], "OPEN", 1],
    ["then discontinued", [confirmedNews(1), discontinuedNews(3)], "CLOSED", 3],
    ["discontinued, then the late confirmation", [discontinuedNews(3), confirmedNews(1)], "CLOSED", 3],
  ] as const)("%s", (_, news, state, version) => {
    const known = having(news) ?? cap();
    expect({ state: stateOf(known), version: authorizationVersionOf(known) }).toEqual({ state, version });
    expect(shownCap(known, balance())).toMatchObject({ state, authorizationVersion: version });
  });
});
