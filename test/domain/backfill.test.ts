import { describe, expect, it } from "vitest";
import {
  type Backfill,
  backfillAfterPage,
  isAbandoned,
  paceMillis,
  restartedBackfill,
  startedBackfill,
  stoppedBackfill,
} from "../../domain/backfill.ts";

const at = "2026-03-16T12:00:00.000Z";
const later = "2026-03-16T12:01:00.000Z";
const wanted = { migration: "m", dryRun: false, itemsPerSecond: 50 };
const begun = startedBackfill(undefined, wanted, at);
const position = { PK: "CLIENT#C1", SK: "AUTH#A1" };
const half = backfillAfterPage(begun, { examined: 100, migrated: 7, position }, later);

describe("a backfill", () => {
  it("begins with nothing looked at", () => {
    expect(begun).toEqual({
      ...wanted,
      state: "RUNNING",
      examined: 0,
      migrated: 0,
      startedAt: at,
      updatedAt: at,
      version: 1,
    });
  });

  it("counts page after page, and is done after the last", () => {
    expect(half).toEqual({ ...begun, examined: 100, migrated: 7, position, updatedAt: later, version: 2 });
    const done = backfillAfterPage(half, { examined: 30, migrated: 0, position: null }, later);
    expect(done).toEqual({ ...begun, state: "DONE", examined: 130, migrated: 7, updatedAt: later, version: 3 });
  });

  it.each<[string, Backfill, object]>([
    ["under way goes on where it was, at today's pace", half, { examined: 100, position, itemsPerSecond: 10 }],
    ["that was stopped goes on where it was", stoppedBackfill(half, later), { examined: 100, state: "RUNNING" }],
    ["that is done begins anew", { ...half, state: "DONE" }, { examined: 0, migrated: 0, startedAt: later }],
    ["that only counted begins anew", { ...half, dryRun: true }, { examined: 0, dryRun: false }],
  ])("asked for again, one %s", (_, previous, expected) => {
    const next = startedBackfill(previous, { ...wanted, itemsPerSecond: 10 }, later);
    expect(next).toMatchObject({ ...expected, state: "RUNNING", version: previous.version + 1 });
  });

  it.each<[string, Backfill | undefined]>([
    ["never begun", undefined],
    ["under way", half],
    ["that was stopped", stoppedBackfill(half, later)],
    ["that is done", { ...half, state: "DONE" }],
  ])("one %s begins anew where what it has passed may be different by now", (_, previous) => {
    expect(restartedBackfill(previous, "m", later)).toEqual({
      ...wanted,
      itemsPerSecond: 1000,
      state: "RUNNING",
      examined: 0,
      migrated: 0,
      startedAt: later,
      updatedAt: later,
      version: (previous?.version ?? 0) + 1,
    });
  });

  it("that is done can't be stopped", () => {
    const done: Backfill = { ...half, state: "DONE" };
    expect(stoppedBackfill(done, later)).toBe(done);
  });

  it.each([
    [119, "RUNNING", false],
    [121, "RUNNING", true],
    [121, "STOPPED", false],
    [121, "DONE", false],
  ] as const)("of which nothing was heard for %i seconds, %s: left behind %s", (seconds, state, expected) => {
    const now = new Date(Date.parse(later) + seconds * 1000);
    expect(isAbandoned({ ...half, state }, now)).toBe(expected);
  });

  it.each([
    [100, 50, 0, 2000],
    [100, 50, 1500, 500],
    [100, 50, 9000, 0],
  ])("looks at %i items, %i a second, and waits after %i ms for %i ms", (examined, perSecond, elapsed, expected) => {
    expect(paceMillis(examined, perSecond, elapsed)).toBe(expected);
  });
});
