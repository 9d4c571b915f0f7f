import { describe, expect, it } from "vitest";
import type { Authorization } from "../../domain/authorization.ts";
import type { Cap } from "../../domain/cap.ts";
import { decideRepair, type RepairRefusal } from "../../domain/cap-repair.ts";
import { capDrift, type Difference, type DriftKind } from "../../domain/caps-drift.ts";
import { authorization, cap, catalog, confirmed, confirmedVersion, discontinued, group, stale } from "./examples.ts";

const setUp = catalog({ groups: [group("therapy", "*All Therapy", ["PSY45", "PSY60"])] });
const now = new Date("2026-03-16T15:00:00.000Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

const factsOf = (which: Authorization | undefined, stored: Cap | undefined) => ({
  clientId: "C1001",
  authorizationId: "A3001",
  authorization: which,
  cap: stored,
});
const driftOf = (which: Authorization | undefined, stored: Cap | undefined) =>
  capDrift(factsOf(which, stored), setUp, now);

const limited = confirmed({ authUnits: 96 });
const confirmedAgo = (minutes: number, changes: Partial<Authorization> = {}) =>
  confirmed({
    authUnits: 96,
    confirmation: { confirmedAt: minutesAgo(minutes), confirmedBy: "u", confirmedVersion: 1, changedSince: false },
    ...changes,
  });
const closedAgo = (minutes: number) =>
  confirmed({
    authUnits: 96,
    discontinued: { at: minutesAgo(minutes), by: "u" },
    version: 3,
  });
const closedCap = cap({ discontinuedVersion: 3 });
const { confirmed: _, ...closedUnlimited } = cap({ discontinuedVersion: 3 });
const ofGroup = confirmed({ authUnits: 96, procedure: { groupId: "therapy" } });
const groupCap = (activityCodes: string[]) => cap({ confirmed: confirmedVersion({ activityCodes }) });

describe("caps that are what was confirmed", () => {
  it.each<[string, Authorization | undefined, Cap | undefined]>([
    ["nothing confirmed, no cap", authorization(), undefined],
    ["confirmed and stored", limited, cap()],
    ["confirmed less than 15 minutes ago, no cap yet", confirmedAgo(14), undefined],
    [
      "confirmed again less than 15 minutes ago, the cap has the version before",
      confirmedAgo(14, {
        confirmation: { confirmedAt: minutesAgo(14), confirmedBy: "u", confirmedVersion: 3, changedSince: false },
        version: 4,
      }),
      cap(),
    ],
    ["changed since: the cap keeps what was confirmed, whatever it says", stale({ authUnits: 50 }), cap()],
    ["discontinued and closed", closedAgo(60), closedCap],
    ["discontinued less than 15 minutes ago, the cap still open", closedAgo(14), cap()],
    [
      "discontinued, closed, and changed in its content",
      closedAgo(60),
      cap({
        confirmed: confirmedVersion({ unitsCap: 1 }),
        discontinuedVersion: 3,
      }),
    ],
    ["discontinued without ever being confirmed", authorization({ ...discontinued(), version: 2 }), undefined],
    ["a group with the same codes in another order", ofGroup, groupCap(["PSY60", "PSY45"])],
    ["when it was told is no content", limited, cap({ confirmed: confirmedVersion({ toldAt: minutesAgo(90) }) })],
  ])("%s", (_, which, stored) => {
    expect(driftOf(which, stored)).toBeNull();
  });
});

describe("caps that differ", () => {
  const state = (expected: Difference["expected"], stored: Difference["stored"]): Difference => ({
    field: "state",
    expected,
    stored,
  });
  const version = (expected: number | null, stored: number | null): Difference => ({
    field: "authorizationVersion",
    expected,
    stored,
  });
  const confirmedAt = "2026-01-06T15:00:00.000Z";

  it.each<[string, Authorization | undefined, Cap | undefined, DriftKind, Difference[], string | null]>([
    [
      "confirmed 15 minutes ago, and there is none",
      confirmedAgo(15),
      undefined,
      "CAP_MISSING",
      [state("OPEN", null), version(1, null)],
      minutesAgo(15),
    ],
    [
      "confirmed, changed since, and there is none",
      stale(),
      undefined,
      "CAP_MISSING",
      [state("OPEN", null), version(1, null)],
      confirmedAt,
    ],
    [
      "confirmed and discontinued, and there is none",
      closedAgo(1),
      undefined,
      "CAP_MISSING",
      [state("CLOSED", null), version(3, null)],
      confirmedAt,
    ],
    [
      "a version older than the confirmed one for 15 minutes",
      confirmedAgo(15, {
        confirmation: { confirmedAt: minutesAgo(15), confirmedBy: "u", confirmedVersion: 3, changedSince: false },
      }),
      cap(),
      "CAP_OUTDATED",
      [version(3, 1)],
      minutesAgo(15),
    ],
    [
      "closed, without the version that was confirmed",
      closedAgo(60),
      closedUnlimited,
      "CAP_OUTDATED",
      [version(1, null)],
      confirmedAt,
    ],
    [
      "open though discontinued for 15 minutes",
      closedAgo(15),
      cap(),
      "CAP_NOT_CLOSED",
      [state("CLOSED", "OPEN"), version(3, 1)],
      minutesAgo(15),
    ],
    [
      "open though discontinued, after a change that was not confirmed",
      stale({ ...discontinued(), version: 4 }),
      cap(),
      "CAP_NOT_CLOSED",
      [state("CLOSED", "OPEN"), version(4, 1)],
      "2026-02-01T15:00:00.000Z",
    ],
    ["without an authorization", undefined, cap(), "CAP_UNFOUNDED", [state(null, "OPEN"), version(null, 1)], null],
    [
      "of an authorization that was never confirmed",
      authorization(),
      cap(),
      "CAP_UNFOUNDED",
      [state(null, "OPEN"), version(null, 1)],
      null,
    ],
    [
      "with a newer version than was confirmed",
      limited,
      cap({ confirmed: confirmedVersion({ version: 8 }) }),
      "CAP_UNFOUNDED",
      [version(1, 8)],
      null,
    ],
    [
      "closed though not discontinued",
      limited,
      closedCap,
      "CAP_UNFOUNDED",
      [state("OPEN", "CLOSED"), version(1, 3)],
      null,
    ],
    [
      "a group that was edited after the confirm",
      ofGroup,
      groupCap(["PSY45"]),
      "CAP_DIFFERS",
      [{ field: "activityCodes", expected: ["PSY45", "PSY60"], stored: ["PSY45"] }],
      null,
    ],
  ])("%s", (_, which, stored, kind, differences, since) => {
    const insuranceId = "I2001";
    const of = { clientId: "C1001", authorizationId: "A3001", insuranceId };
    expect(driftOf(which, stored)).toEqual({ ...of, kind, differences, since });
  });

  it.each<[Partial<NonNullable<Cap["confirmed"]>>, Difference]>([
    [{ authorizationNumber: "X" }, { field: "authorizationNumber", expected: "PA-26-004417", stored: "X" }],
    [{ insuranceId: "I9" }, { field: "insuranceId", expected: "I2001", stored: "I9" }],
    [{ unitsCap: null }, { field: "unitsCap", expected: 96, stored: null }],
    [{ visitsCap: 5 }, { field: "visitsCap", expected: null, stored: 5 }],
    [{ effectiveDate: "2026-01-01" }, { field: "effectiveDate", expected: "2026-01-05", stored: "2026-01-01" }],
    [{ expirationDate: "2026-07-05" }, { field: "expirationDate", expected: "2026-07-04", stored: "2026-07-05" }],
    [{ activityCodes: [] }, { field: "activityCodes", expected: ["IND15"], stored: [] }],
  ])("in content: %j", (changes, difference) => {
    const drift = driftOf(limited, cap({ confirmed: confirmedVersion(changes) }));
    expect(drift).toMatchObject({ kind: "CAP_DIFFERS", differences: [difference] });
  });

  it("a cap that was written just now may be ahead of what was read of its authorization", () => {
    expect(driftOf(authorization(), cap({ updatedAt: minutesAgo(14) }))).toBeNull();
    expect(driftOf(authorization(), cap({ updatedAt: minutesAgo(15) }))?.kind).toBe("CAP_UNFOUNDED");
  });

  it("a cap that nothing is known of names no insurance", () => {
    expect(driftOf(undefined, closedUnlimited)).toMatchObject({ kind: "CAP_UNFOUNDED", insuranceId: null });
  });
});

describe("repair publishes the confirmed state again, or refuses with the reason", () => {
  const both = { confirmed: true, discontinued: true };
  it.each<
    [string, Authorization | undefined, Cap | undefined, { confirmed: boolean; discontinued: boolean } | RepairRefusal]
  >([
    ["no cap", limited, undefined, { confirmed: true, discontinued: false }],
    ["no cap, confirmed just now", confirmedAgo(0), undefined, { confirmed: true, discontinued: false }],
    [
      "altered",
      limited,
      cap({ confirmed: confirmedVersion({ unitsCap: 1 }) }),
      { confirmed: true, discontinued: false },
    ],
    ["a group that was edited", ofGroup, groupCap(["PSY45"]), { confirmed: true, discontinued: false }],
    ["open though discontinued", closedAgo(60), cap(), { confirmed: false, discontinued: true }],
    ["no cap of a discontinued one", closedAgo(60), undefined, both],
    ["closed, without what was confirmed", closedAgo(60), closedUnlimited, { confirmed: true, discontinued: false }],
    [
      "open though discontinued, after a change",
      stale({ ...discontinued(), version: 4 }),
      cap(),
      { confirmed: false, discontinued: true },
    ],
    ["changed since its confirm: what was confirmed is not stored", stale(), undefined, "CHANGED_SINCE"],
    [
      "closed without what was confirmed, which was changed before",
      stale({ ...discontinued(), version: 4 }),
      { ...closedUnlimited, discontinuedVersion: 4 },
      "CHANGED_SINCE",
    ],
    ["the cap holds what was confirmed", limited, cap(), "NOTHING_DIFFERS"],
    ["never confirmed", authorization(), cap(), "NOT_CONFIRMED"],
    ["no such authorization", undefined, cap(), "UNKNOWN_AUTHORIZATION"],
    [
      "a newer version than was confirmed",
      limited,
      cap({ confirmed: confirmedVersion({ version: 8 }) }),
      "CAP_UNFOUNDED",
    ],
    ["closed though not discontinued", limited, closedCap, "CAP_UNFOUNDED"],
  ])("%s", (_, which, stored, expected) => {
    const decided = decideRepair(factsOf(which, stored), setUp, now);
    expect(decided).toEqual(
      typeof expected === "string" ? { outcome: "REFUSED", reason: expected } : { outcome: "TELL", ...expected },
    );
  });
});
