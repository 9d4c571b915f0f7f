import * as fc from "fast-check";
import { activityCodes, days, ends, groupEdits, numbers, type Policy, procedures } from "./setup.ts";

const policy = fc.constantFrom<Policy>("FLAG", "BLOCK");
const effect = fc.constantFrom("KEEP" as const, "RELEASE" as const);
/** Who posts: the engine tells of rendered services only. */
const by = fc.constantFrom("user" as const, "user" as const, "engine" as const);
const often = (value: boolean) => fc.constantFrom(value, value, value, !value);
/** Mostly the primary one, so that the later criteria come to decide. */
const insurance = fc.constantFrom<0 | 1>(0, 0, 0, 1);
const units = fc.option(fc.integer({ min: 1, max: 6 }), { freq: 2 });
const visits = fc.option(fc.integer({ min: 1, max: 3 }), { freq: 2 });
/** Taken modulo how many there are; often the first, so that one of them lives through much. */
const which = fc.oneof(fc.constant(0), fc.nat({ max: 59 }));
/** The version that somebody saw. */
const seen = fc.oneof(
  { weight: 12, arbitrary: fc.constant("current" as const) },
  { weight: 1, arbitrary: fc.constant("older" as const) },
  { weight: 1, arbitrary: fc.constant("confirmed" as const) },
);
const status = fc.constantFrom("RENDERED" as const, "SCHEDULED" as const);
const procedure = fc.constantFrom(...procedures);
const number = fc.constantFrom(...numbers);
/** A value now and then, else null. */
const rarely = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
const date = fc.constantFrom(...ends);

const change = fc.oneof(
  fc.record({ number }),
  fc.record({ insurance }),
  fc.record({ procedure }),
  fc.record({ units }),
  fc.record({ visits }),
  fc.record({ effective: date }),
  fc.record({ expiration: date }),
  fc.record({ notes: fc.constantFrom(null, "asked for more", "two letters") }),
);

const posted = fc.record({
  type: fc.constant("post" as const),
  service: fc.nat({ max: 5 }),
  code: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...activityCodes.slice(0, 3)) },
    { weight: 1, arbitrary: fc.constantFrom("D", "UNKNOWN") },
  ),
  date: fc.constantFrom(...days),
  units: fc.integer({ min: 1, max: 4 }),
  status,
  insurance: rarely(insurance),
  named: rarely(which),
  by,
});

const add = fc.record({
  type: fc.constant("add" as const),
  insurance,
  number,
  procedure,
  units,
  visits,
  effective: fc.oneof(fc.constant(ends[0]), fc.constantFrom(...ends.slice(0, 3))),
  expiration: fc.oneof(fc.constant(ends[5]), fc.constantFrom(...ends.slice(1))),
});

/** A service again with another status, fewer or more units; by a user, or by the engine, which names nothing. */
const corrected = fc.record({
  type: fc.constant("correct" as const),
  service: fc.nat({ max: 5 }),
  status,
  moreUnits: fc.constantFrom(-2, -1, 0, 0, 1),
  named: fc.constantFrom("as it was", "as it was", "none", "its own"),
  by,
});

/** Mostly back to what it began with, or few services would use any. */
const insuranceChange = fc.oneof(
  fc.record({ active: often(true) }),
  fc.record({ required: often(true) }),
  fc.record({ from: fc.constantFrom(null, null, ...ends.slice(0, 3)) }),
  fc.record({ to: fc.constantFrom(null, null, ...ends.slice(3)) }),
);

const edited = fc.record({
  type: fc.constant("group" as const),
  groupId: fc.constantFrom("GAB" as const, "GBC" as const),
  codes: fc.constantFrom(...groupEdits),
});

/**
 * A plan of some days, done. Often something happens in between, after which the plan may hold no more; or the process that does
 * it is killed after so many services.
 */
const reallocation = fc.record({
  type: fc.constant("reallocation" as const),
  from: rarely(fc.constantFrom(...days)),
  to: rarely(fc.constantFrom(...days)),
  includeNamed: fc.boolean(),
  killedAfter: rarely(fc.nat({ max: 3 })),
  meanwhile: fc.oneof(
    fc.constant(null),
    posted,
    fc.record({ type: fc.constant("void" as const), service: fc.nat({ max: 5 }) }),
  ),
});

const action = fc.oneof(
  { weight: 2, arbitrary: add },
  { weight: 6, arbitrary: fc.record({ type: fc.constant("edit" as const), which, change, seen }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant("confirm" as const), which, seen }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("discontinue" as const), which, seen, effect }) },
  { weight: 14, arbitrary: posted },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("same again" as const), service: fc.nat({ max: 5 }) }) },
  { weight: 5, arbitrary: corrected },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("void" as const), service: fc.nat({ max: 6 }) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("insurance" as const), insurance, change: insuranceChange }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("billing" as const), events: fc.array(which, { maxLength: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("policy" as const), policy }) },
  { weight: 2, arbitrary: edited },
  { weight: 3, arbitrary: reallocation },
);
export type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

/** A run: the agency's policy, what is done one after the other, and in what order billing hears the rest at the end. */
export interface Run {
  readonly policy: Policy;
  /** Null: left out, to which a failing run shrinks. */
  readonly steps: readonly (Action | null)[];
  readonly lastOrder: readonly number[];
}

const stepsPerRun = 34;
const begin = 5;

/** Nothing is left out unless a run fails (but one step in 2,000): every run has at least 30 steps. */
const step = fc.option(action, { freq: 2000 });

export const run: fc.Arbitrary<Run> = fc.record({
  policy,
  steps: fc
    .tuple(
      // Authorizations to begin with: without any there is little to see.
      fc.array(fc.option(add, { freq: 2000 }), { minLength: begin, maxLength: begin }),
      fc.array(step, { minLength: stepsPerRun - begin, maxLength: stepsPerRun - begin, size: "max" }),
    )
    .map(([first, rest]) => [...first, ...rest]),
  lastOrder: fc.array(fc.nat({ max: 1000 }), { minLength: 10, maxLength: 10 }),
});
