import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { untouchedBalance } from "../../domain/balance.ts";
import { type Cap, capAfter, shownCap } from "../../domain/cap.ts";
import { capsIn, emptyState, heard, type Outcome } from "../../examples/billing-subscriber/caps.ts";
import { capEvent, NotUnderstood } from "../../examples/billing-subscriber/event.ts";
import { type Delivered, event } from "./events.ts";
import { bySecondSubscriber } from "./second-subscriber.ts";

const samplesDirectory = join(import.meta.dirname, "..", "..", "events", "samples");
const samples: Delivered[] = readdirSync(samplesDirectory).map((file) =>
  JSON.parse(readFileSync(join(samplesDirectory, file), "utf8")),
);

/** What the example makes of events, and what it said to each. */
function byExample(events: readonly Delivered[]) {
  let state = emptyState;
  const outcomes: (Outcome | null)[] = events.map((each) => {
    const told = capEvent(each);
    if (told === null) return null;
    const result = heard(state, told);
    state = result.state;
    return result.outcome;
  });
  return { caps: capsIn(state), outcomes };
}

/** The example's caps in the second subscriber's form. */
const byAuthorization = (caps: ReturnType<typeof capsIn>) =>
  Object.fromEntries(caps.map(({ agencyId: _, clientId: __, authorizationId, ...cap }) => [authorizationId, cap]));

/** What the tracker's own billing makes of events, by the product's rules. */
function byProduct(events: readonly Delivered[]) {
  const caps = new Map<string, Cap>();
  for (const { detail, "detail-type": detailType } of events) {
    const { clientId, authorizationId, authorizationVersion: version, ...data } = detail.data;
    const { authUnits: unitsCap, authVisits: visitsCap, confirmedBy: _, ...same } = data;
    const ids = { clientId, authorizationId };
    const news =
      detailType === "AuthorizationDiscontinued"
        ? { ...ids, discontinuedVersion: version }
        : { ...ids, confirmed: { ...same, version, unitsCap, visitsCap, toldAt: detail.metadata.occurredAt } };
    const cap = capAfter(caps.get(authorizationId), news, detail.metadata.occurredAt);
    if (cap !== null) caps.set(authorizationId, cap);
  }
  const shown = [...caps.values()].flatMap((cap) => {
    const row = shownCap(cap, untouchedBalance);
    if (row === null) return [];
    const { unitsUsed, unitsRemaining, visitsUsed, visitsRemaining, updatedAt, authorizationId, ...rest } = row;
    return [[authorizationId, { insuranceId: cap.confirmed?.insuranceId, ...rest }] as const];
  });
  return Object.fromEntries(shown);
}

/** Histories of some authorizations in their order: versions confirmed, each with a state of its own, maybe repaired, maybe discontinued. */
const histories = fc
  .array(
    fc.record({
      versions: fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 0, maxLength: 5 }),
      units: fc.option(fc.integer({ min: 1, max: 99 })),
      repaired: fc.boolean(),
      discontinued: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((authorizations) =>
    authorizations.flatMap(({ versions, units, repaired, discontinued }, index) => {
      const authorizationId = `A${index}`;
      const confirmed = versions
        .toSorted((a, b) => a - b)
        .map((version) =>
          event({
            authorizationId,
            version,
            confirmed: { authUnits: units, authVisits: version, insuranceId: `I${version % 2}` },
          }),
        );
      const [last] = versions.toSorted((a, b) => b - a);
      // A repair tells the last version once more, later and with other codes.
      const again = { occurredAt: "2026-03-17T06:00:00.000Z", confirmed: { activityCodes: ["FAM", "INT"] } };
      if (repaired && last !== undefined) confirmed.push(event({ authorizationId, version: last, ...again }));
      return discontinued ? [...confirmed, event({ authorizationId, version: 21, confirmed: null })] : confirmed;
    }),
  );

const inAnyOrder = (events: readonly Delivered[]) =>
  fc.array(fc.nat({ max: Math.max(0, events.length - 1) }), { maxLength: 2 * events.length }).chain((again) => {
    const delivered = [...events, ...again.flatMap((index) => events[index] ?? [])];
    return fc.shuffledSubarray(delivered, { minLength: delivered.length });
  });

describe("caps are right under duplicates and reordering", () => {
  it("whatever comes twice, late or in another order, they are those of the product's own billing", () => {
    const deliveries = histories.chain((events) => fc.tuple(fc.constant(events), inAnyOrder(events)));
    fc.assert(
      fc.property(deliveries, ([events, delivered]) => {
        const { caps } = byExample(delivered);
        expect(byAuthorization(caps)).toEqual(byProduct(events));
      }),
      { numRuns: 300 },
    );
  });

  it("and those of a second implementation, written only from AsyncAPI and README", () => {
    const deliveries = histories.chain((events) => fc.tuple(fc.constant(events), inAnyOrder(events)));
    fc.assert(
      fc.property(deliveries, ([events, delivered]) => {
        const { caps, deadLetters } = bySecondSubscriber(delivered);
        expect(caps).toEqual(byProduct(events));
        expect(deadLetters).toEqual([]);
      }),
      // Each is a process of its own.
      { numRuns: 10 },
    );
  });
});

describe("the sample events", () => {
  it.each([
    ["in their order", samples],
    ["the other way round, twice", [...samples, ...samples].reverse()],
  ])("%s: both subscribers take them, and agree", (_, delivered) => {
    const { caps } = byExample(delivered);
    const second = bySecondSubscriber(delivered);
    expect(caps.length).toBeGreaterThan(0);
    expect(second).toEqual({ caps: byAuthorization(caps), deadLetters: [] });
    const own = delivered.filter(({ "detail-type": type }) => /^Authorization(?:Confirmed|Discontinued)$/.test(type));
    expect(byProduct(own)).toEqual(second.caps);
  });
});

describe("rule by rule", () => {
  const first = event({ version: 1, confirmed: {} });
  const second = event({ version: 3, confirmed: { authUnits: 12, insuranceId: "I2" } });
  const discontinued = event({ version: 4, confirmed: null });

  it("the same event is heard once, whatever id the bus gives it", () => {
    expect(byExample([first, { ...first, id: "bus-again" }]).outcomes).toEqual(["APPLIED", "DUPLICATE"]);
  });

  it("a newer version replaces all of the older one, which changes nothing when it comes late", () => {
    for (const delivered of [
      [first, second],
      [second, first],
    ]) {
      const { caps } = byExample(delivered);
      expect(caps).toMatchObject([{ unitsCap: 12, insuranceId: "I2", authorizationVersion: 3, state: "OPEN" }]);
    }
    expect(byExample([second, first]).outcomes).toEqual(["APPLIED", "SUPERSEDED"]);
  });

  it("of one version what occurred later stands, as when a cap is repaired", () => {
    const repaired = event({
      version: 1,
      occurredAt: "2026-03-17T06:00:00.000Z",
      confirmed: { activityCodes: ["FAM"] },
    });
    for (const delivered of [
      [first, repaired],
      [repaired, first],
    ]) {
      expect(byExample(delivered).caps).toMatchObject([{ activityCodes: ["FAM"] }]);
      expect(bySecondSubscriber(delivered).caps).toMatchObject({ A1: { activityCodes: ["FAM"] } });
    }
  });

  it("discontinued is final, also when it comes first; alone it makes no cap", () => {
    expect(byExample([discontinued]).caps).toEqual([]);
    for (const delivered of [
      [first, discontinued, second],
      [discontinued, second, first],
    ])
      expect(byExample(delivered).caps).toMatchObject([{ unitsCap: 12, state: "CLOSED", authorizationVersion: 4 }]);
  });

  it("agencies are kept apart, though their ids be the same", () => {
    const other = structuredClone(second);
    other.detail.metadata.agencyId = "oak-hill";
    expect(byExample([first, other]).caps).toMatchObject([
      { agencyId: "oak-hill", authorizationVersion: 3 },
      { agencyId: "willow-creek", authorizationVersion: 1 },
    ]);
  });

  it("fields that nobody knows are left aside", () => {
    const grown = structuredClone(first);
    Object.assign(grown.detail, { addedLater: 1 });
    Object.assign(grown.detail.data, { addedLater: { much: true } });
    expect(byExample([grown]).caps).toEqual(byExample([first]).caps);
    expect(bySecondSubscriber([grown])).toEqual(bySecondSubscriber([first]));
  });

  it("events of others and detail-types that say nothing about caps are left alone", () => {
    const others = [
      { ...first, source: "billing-engine" },
      { ...first, "detail-type": "CapUpdated" },
    ];
    expect(byExample(others)).toEqual({ caps: [], outcomes: [null, null] });
  });
});

describe("what is not understood is not guessed at", () => {
  const broken: [what: string, change: (detail: Delivered["detail"]) => void][] = [
    ["another schemaVersion", ({ metadata }) => Object.assign(metadata, { schemaVersion: 2 })],
    ["no eventId", ({ metadata }) => delete metadata.eventId],
    ["no version", ({ data }) => delete data.authorizationVersion],
    ["a version that is a text", ({ data }) => Object.assign(data, { authorizationVersion: "1" })],
    ["no limit at all, which is not the same as null", ({ data }) => delete data.authUnits],
    ["codes that are no list", ({ data }) => Object.assign(data, { activityCodes: "IND15" })],
    ["no data", (detail) => delete detail.data],
  ];
  it.each(broken)("%s", (_, change) => {
    const changed = event({ version: 1, confirmed: {} });
    change(changed.detail);
    expect(() => capEvent(changed)).toThrow(NotUnderstood);
    expect(bySecondSubscriber([changed])).toEqual({ caps: {}, deadLetters: [changed.id] });
  });

  it("something that is no event", () => {
    for (const nothing of [null, 7, "x", []]) expect(() => capEvent(nothing)).toThrow(NotUnderstood);
  });
});
