import { describe, expect, it } from "vitest";
import type { Authorization } from "../../clients/typescript/src/index.ts";
import { timelineOf } from "../../web/elements/authorization-tracker/timeline-geometry.ts";

function authorization(effectiveDate: string, expirationDate: string, percentUsed: number | null = 50): Authorization {
  return { authorizationId: effectiveDate, effectiveDate, expirationDate, percentUsed } as unknown as Authorization;
}

it("shows nothing when there is nothing to show", () => {
  expect(timelineOf([], "2026-03-16")).toBeUndefined();
  expect(timelineOf([authorization("2020-01-01", "2020-12-31")], "2026-03-16")).toBeUndefined();
});

it("begins and ends with whole months, around today and every authorization", () => {
  const timeline = timelineOf([authorization("2026-03-01", "2026-03-31")], "2026-03-16");
  expect(timeline?.lanes[0]).toMatchObject({ startPercent: 0, widthPercent: 100, usedWidthPercent: 50 });
  expect(timeline?.todayPercent).toBe(50);
  expect(timeline?.ticks).toEqual([{ date: "2026-03-01", atPercent: 0 }]);
});

it("includes both ends of an authorization", () => {
  const lane = timelineOf([authorization("2026-03-16", "2026-03-16")], "2026-03-16")?.lanes[0];
  expect(lane?.widthPercent).toBeCloseTo(100 / 31);
  expect(lane?.timePercent).toBe(100);
});

describe("time that is gone", () => {
  it.each([
    ["2026-04-01", "2026-04-30", 0],
    ["2026-03-16", "2026-03-25", 10],
    ["2025-01-01", "2026-03-16", 100],
    ["2025-12-01", "2026-01-31", 100],
  ])("of %s to %s is %i percent on 2026-03-16", (effectiveDate, expirationDate, percent) => {
    expect(timelineOf([authorization(effectiveDate, expirationDate)], "2026-03-16")?.lanes[0]?.timePercent).toBe(
      percent,
    );
  });
});

it("fills no more than the whole span when more was used than authorized", () => {
  const lane = timelineOf([authorization("2026-03-01", "2026-03-31", 125)], "2026-03-16")?.lanes[0];
  expect(lane?.usedWidthPercent).toBe(lane?.widthPercent);
});

it("fills nothing where nothing limits it", () => {
  const lane = timelineOf([authorization("2026-03-01", "2026-03-31", null)], "2026-03-16")?.lanes[0];
  expect(lane?.usedWidthPercent).toBeNull();
});

it("cuts off what lasts for ever, so that the others can still be seen", () => {
  const timeline = timelineOf(
    [authorization("2026-01-01", "9999-12-31"), authorization("2026-03-01", "2026-05-31")],
    "2026-03-16",
  );
  expect(timeline?.lanes[1]?.widthPercent).toBeGreaterThan(10);
  for (const { startPercent, widthPercent } of timeline?.lanes ?? []) {
    expect(startPercent).toBeGreaterThanOrEqual(0);
    expect(startPercent + widthPercent).toBeLessThanOrEqual(100.0001);
  }
  expect(timeline?.ticks.length).toBeLessThanOrEqual(7);
});
