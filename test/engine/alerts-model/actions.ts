import * as fc from "fast-check";

const limit = fc.option(fc.integer({ min: 1, max: 6 }), { freq: 2 });
/** Days from today to the expiration date: around the thresholds and the end, now and then far away. */
const expiresIn = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 45 }) },
  { weight: 1, arbitrary: fc.constantFrom(-31, -30, -1, 0, 7, 14, 30, 31, 38, 60, 120) },
);
/** Taken modulo how many there are. */
const which = fc.nat({ max: 59 });

const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ expiresIn }) },
  { weight: 2, arbitrary: fc.record({ movedBy: fc.integer({ min: -10, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ units: limit }) },
  { weight: 1, arbitrary: fc.record({ visits: limit }) },
  { weight: 1, arbitrary: fc.record({ notes: fc.constantFrom("asked for more", "two letters") }) },
);

/** How the job runs: as it should, with a bus that takes nothing, twice at once, or without any time. */
const manner = fc.oneof(
  { weight: 6, arbitrary: fc.constant("once" as const) },
  { weight: 1, arbitrary: fc.constant("twice" as const) },
  { weight: 2, arbitrary: fc.constant("at once" as const) },
  { weight: 2, arbitrary: fc.constant("without bus" as const) },
  { weight: 1, arbitrary: fc.constant("without time" as const) },
);
const gap = fc.oneof(
  { weight: 4, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.integer({ min: 2, max: 10 }) },
  { weight: 1, arbitrary: fc.integer({ min: 11, max: 45 }) },
);

const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant("add" as const), expiresIn, units: limit, visits: limit }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("edit" as const), which, change }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("discontinue" as const), which }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("post" as const),
      which,
      units: fc.integer({ min: 1, max: 3 }),
      daysAgo: fc.nat({ max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("void" as const), which }) },
  { weight: 12, arbitrary: fc.record({ type: fc.constant("remind" as const), gap, manner }) },
);
export type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

/** Extended on its last day, after all was told: the run-up is over, though the date has not passed. */
export const extendedOnItsLastDay: Action[] = [
  { type: "add", expiresIn: 3, units: null, visits: null },
  { type: "remind", gap: 3, manner: "once" },
  { type: "edit", which: 0, change: { movedBy: 15 } },
  { type: "remind", gap: 1, manner: "once" },
  { type: "remind", gap: 14, manner: "once" },
];

const add = fc.record({ type: fc.constant("add" as const), expiresIn, units: limit, visits: limit });

export const steps: fc.Arbitrary<Action[]> = fc
  .tuple(fc.array(add, { minLength: 2, maxLength: 3 }), fc.array(action, { minLength: 15, maxLength: 30, size: "max" }))
  .map(([first, rest]) => [...first, ...rest]);

/** Used up but for one and over before the job ran, then extended: it can be used again, and is told of. */
export const lowAndExtendedAfterItsEnd: Action[] = [
  { type: "add", expiresIn: 2, units: 2, visits: null },
  { type: "post", which: 0, units: 1, daysAgo: 0 },
  { type: "remind", gap: 5, manner: "once" },
  { type: "edit", which: 0, change: { movedBy: 40 } },
  { type: "remind", gap: 1, manner: "once" },
];
