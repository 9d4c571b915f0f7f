import type { Action, Run } from "./actions.ts";
import type { Policy } from "./setup.ts";

const wholeYear = { effective: "2026-01-01", expiration: "2026-12-31" } as const;
const add = { type: "add", insurance: 0, procedure: { activityCode: "B" }, units: null, ...wholeYear } as const;
const post = { type: "post", code: "B", units: 1, insurance: null, named: null, by: "user" } as const;

/** One visit, taken by another day than the one that is scheduled: rendering that one has nothing left to take there. */
const renderedOnScheduledDay: readonly Action[] = [
  { ...add, number: "PA-1", visits: 1 },
  { ...post, service: 3, date: "2026-03-17", status: "SCHEDULED" },
  { ...post, service: 1, date: "2026-03-10", status: "RENDERED" },
  { ...add, number: "PA-2", procedure: { groupId: "GAB" }, visits: null },
  { ...post, service: 0, date: "2026-03-17", status: "RENDERED" },
];

/** Confirmed, used, discontinued and heard of late: the closed cap still shows what was used. */
const usedAndClosed: readonly Action[] = [
  { ...add, number: "PA-1", visits: 3 },
  { type: "confirm", which: 0, seen: "current" },
  { ...post, service: 1, date: "2026-03-10", status: "RENDERED" },
  { type: "discontinue", which: 0, seen: "current", effect: "KEEP" },
  { type: "billing", events: [1, 0] },
  { type: "void", service: 1 },
];

/** Runs that once failed, repeated every time. */
export const knownRuns: [Run][] = [renderedOnScheduledDay, usedAndClosed].flatMap((steps) =>
  (["FLAG", "BLOCK"] satisfies Policy[]).map((policy): [Run] => [{ policy, steps, lastOrder: [0] }]),
);
