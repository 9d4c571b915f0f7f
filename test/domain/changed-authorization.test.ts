import { describe, expect, it } from "vitest";
import { type Authorization, changedAuthorization, discontinuedAuthorization } from "../../domain/authorization.ts";
import { shownCap } from "../../domain/cap.ts";
import { confirmationState, decideConfirm, isConfirmed } from "../../domain/confirmation.ts";
import {
  authorization,
  balance,
  cap,
  confirmed,
  confirmedVersion,
  insurance,
  rowOf,
  settings,
  stale,
} from "./examples.ts";

const told = { at: "2026-03-16T14:05:00.000Z", by: "u-editor" };
type Change = Parameters<typeof changedAuthorization>[1];
const changed = (previous: Authorization, change: Change) => changedAuthorization(previous, change, told);

const full = (previous: Authorization): Authorization => ({
  ...previous,
  authUnits: 96,
  authVisits: 20,
  notes: "called",
});

describe("A change to number, insurance, procedure, units, visits or dates of a confirmed authorization clears the C (state `STALE`) until it is confirmed again", () => {
  const changes: [string, Change][] = [
    ["number", { authorizationNumber: "PA-26-009999" }],
    ["insurance", { insuranceId: "I2002" }],
    ["procedure", { procedure: { groupId: "therapy" } }],
    ["units", { authUnits: 48 }],
    ["units taken away", { authUnits: null }],
    ["visits", { authVisits: 10 }],
    ["visits taken away", { authVisits: null }],
    ["effective date", { effectiveDate: "2026-01-06" }],
    ["expiration date", { expirationDate: "2026-07-05" }],
    ["number and notes", { authorizationNumber: "PA-26-009999", notes: "new" }],
  ];
  it.each(changes)("%s", (_, change) => {
    const after = changed(full(confirmed()), change);
    expect(isConfirmed(after)).toBe(false);
    expect(confirmationState(after, cap())).toBe("STALE");
    expect(rowOf(after).confirmedMark).toBeNull();
    expect(after.version).toBe(3);
    expect(after.confirmation).toMatchObject({ confirmedVersion: 1, confirmedBy: "u-confirmer" });
  });

  it("and stays cleared when a later change puts everything back", () => {
    const there = changed(full(confirmed()), { authUnits: 48 });
    expect(confirmationState(changed(there, { authUnits: 96 }), cap())).toBe("STALE");
    expect(confirmationState(changed(there, { notes: "back" }), cap())).toBe("STALE");
  });

  it("then it has the C again", () => {
    const after = changed(full(confirmed()), { authUnits: 48 });
    const seen = {
      version: 3,
      actor: { userId: "u-boss", permissions: new Set<never>() },
      now: told.at,
      insurance: insurance(),
      settings: settings(),
    };
    const decision = decideConfirm(after, seen);
    expect(decision.outcome === "CONFIRM" && isConfirmed(decision.authorization)).toBe(true);
  });
});

it("billing keeps the last confirmed version until then.", () => {
  const known = cap({ confirmed: confirmedVersion({ unitsCap: 96 }) });
  const after = changed(full(confirmed()), { authUnits: 48 });
  expect(shownCap(known, balance({ unitsUsed: 40 }))).toMatchObject({
    unitsCap: 96,
    unitsRemaining: 56,
    authorizationVersion: 1,
    state: "OPEN",
  });
  expect(rowOf(after, { cap: known, balance: balance({ unitsUsed: 40 }) })).toMatchObject({
    units: { authorized: 48, remaining: 8 },
    confirmation: { state: "STALE", confirmedVersion: 1 },
  });
});

describe("Changing notes alone does not.", () => {
  it.each<[string, Change]>([
    ["other notes", { notes: "new" }],
    ["no notes", { notes: null }],
    ["the same number with other notes", { authorizationNumber: "PA-26-004417", notes: "new" }],
  ])("%s", (_, change) => {
    const after = changed(full(confirmed()), change);
    expect(rowOf(after).confirmedMark).toBe("C");
    expect(after.version).toBe(3);
  });
});

describe("a change", () => {
  it("of what is not confirmed confirms nothing", () => {
    expect(changed(authorization(), { authUnits: 5 }).confirmation).toBeUndefined();
    expect(changed(stale(), { authUnits: 5 }).confirmation).toEqual(stale().confirmation);
  });

  it.each<[string, Change]>([
    ["nothing", {}],
    ["the same number", { authorizationNumber: "PA-26-004417" }],
    ["the same procedure", { procedure: { activityCode: "IND15" } }],
    ["all of the same", { authUnits: 96, authVisits: 20, notes: "called", effectiveDate: "2026-01-05" }],
  ])("that says %s changes nothing, not even the version", (_, change) => {
    const previous = full(confirmed());
    expect(changed(previous, change)).toBe(previous);
  });

  it("null clears an optional field; clearing what is not there changes nothing", () => {
    const after = changed(full(authorization()), { authUnits: null, authVisits: null, notes: null });
    const { authUnits: _, authVisits: __, notes: ___, ...rest } = full(authorization());
    expect(after).toEqual({ ...rest, updatedAt: told.at, updatedBy: told.by, version: 2 });
    const bare = authorization();
    expect(changed(bare, { authUnits: null, notes: null })).toBe(bare);
  });

  it("of the expiration date says since when that one stands; no other does", () => {
    const moved = changed(authorization(), { expirationDate: "2026-07-05" });
    expect(moved.expirationDateSince).toBe(told.at);
    const later = { at: "2026-03-17T09:00:00.000Z", by: "u-editor" };
    expect(changedAuthorization(moved, { authUnits: 5 }, later).expirationDateSince).toBe(told.at);
    expect(changedAuthorization(moved, { expirationDate: "2026-07-06" }, later).expirationDateSince).toBe(later.at);
    expect(changed(authorization(), { authUnits: 5 })).not.toHaveProperty("expirationDateSince");
  });

  it("says who and when, and keeps who made it", () => {
    const after = changed(authorization({ version: 6 }), { authUnits: 5 });
    expect(after).toEqual({ ...authorization(), authUnits: 5, updatedAt: told.at, updatedBy: told.by, version: 7 });
  });

  it.each<[string, object]>([
    ["no number", { authorizationNumber: null }],
    ["no insurance", { insuranceId: null }],
    ["no expiration date", { expirationDate: null }],
    ["no units at all", { authUnits: 0 }],
  ])("can't leave it with %s", (_, change) => {
    expect(() => changed(full(authorization()), change as Change)).toThrow();
  });
});

describe("leaves the tracker, enters the history, is never deleted", () => {
  it.each([authorization(), confirmed(), stale()])("version $version: with who, when and why", (previous) => {
    expect(discontinuedAuthorization(previous, { ...told, reason: "moved away" })).toEqual({
      ...previous,
      discontinued: { ...told, reason: "moved away" },
      updatedAt: told.at,
      updatedBy: told.by,
      version: previous.version + 1,
    });
  });

  it("the reason may be left out", () => {
    expect(discontinuedAuthorization(authorization(), told).discontinued).toEqual(told);
  });
});
