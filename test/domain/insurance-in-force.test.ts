import { describe, expect, it } from "vitest";
import { coversDates, isInForce } from "../../domain/client-insurance.ts";
import { insurance } from "./examples.ts";

const window = (effectiveDate?: string, expirationDate?: string) => ({
  ...(effectiveDate !== undefined && { effectiveDate }),
  ...(expirationDate !== undefined && { expirationDate }),
});

describe("an insurance is in force while it is active and within its own dates, both ends included", () => {
  it.each([
    [undefined, undefined, true],
    ["2026-03-16", "2026-03-16", true],
    ["2026-03-17", undefined, false],
    [undefined, "2026-03-15", false],
    ["2026-01-01", undefined, true],
    [undefined, "2026-12-31", true],
  ])("%s..%s on 2026-03-16: %s", (first, last, expected) => {
    const dates = window(first, last);
    expect(isInForce(insurance(dates), "2026-03-16")).toBe(expected);
    expect(isInForce(insurance({ ...dates, status: "INACTIVE" }), "2026-03-16")).toBe(false);
  });
});

describe("an authorization of 2026-01-05..2026-07-04 is within its insurance's own dates", () => {
  const dates = { effectiveDate: "2026-01-05", expirationDate: "2026-07-04" };
  it.each([
    [undefined, undefined, true],
    ["2026-01-05", "2026-07-04", true],
    ["2026-01-06", undefined, false],
    [undefined, "2026-07-03", false],
    [undefined, "2026-07-04", true],
    ["2026-01-05", undefined, true],
    [undefined, "2025-12-31", false],
  ])("%s..%s: %s", (first, last, expected) => {
    expect(coversDates(window(first, last), dates)).toBe(expected);
  });
});
