import { describe, expect, it } from "vitest";
import { Authorization } from "../../domain/authorization.ts";
import { authorization } from "./examples.ts";

const accepts = (changes: Record<string, unknown>) =>
  Authorization.safeParse({ ...authorization(), ...changes }).success;

describe("integers 1..999999; 0, negatives, fractions, strings 400; both absent accepted", () => {
  const quantities: [unknown, boolean][] = [
    [1, true],
    [2080, true],
    [999_999, true],
    [0, false],
    [-1, false],
    [1_000_000, false],
    [1.5, false],
    ["96", false],
    [null, false],
    [true, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ];
  it.each(quantities)("%s units: %s", (authUnits, accepted) => {
    expect(accepts({ authUnits })).toBe(accepted);
  });
  it.each(quantities)("%s visits: %s", (authVisits, accepted) => {
    expect(accepts({ authVisits })).toBe(accepted);
  });
  it.each([[{}], [{ authUnits: 1 }], [{ authVisits: 1 }], [{ authUnits: 1, authVisits: 1 }]])(
    "%j is accepted",
    (given) => {
      expect(accepts(given)).toBe(true);
    },
  );
});

describe("The authorization number is required.", () => {
  it.each([
    ["PA-26-004417", true],
    ["1", true],
    ["x".repeat(50), true],
    ["x".repeat(51), false],
    ["", false],
    ["   ", false],
    ["PA\n26", false],
    [undefined, false],
    [null, false],
    [4417, false],
  ])("%j: %s", (authorizationNumber, accepted) => {
    expect(accepts({ authorizationNumber })).toBe(accepted);
  });
});

describe("optional, up to 2,000 characters", () => {
  it.each([
    ["", true],
    ["Approved by phone.\n\tCall back in May.", true],
    ["x".repeat(2000), true],
    ["x".repeat(2001), false],
    ["bell \u0007", false],
    ["half \ud83d", false],
    ["whole 😀", true],
    [null, false],
    [7, false],
  ])("notes %#: %s", (notes, accepted) => {
    expect(accepts({ notes })).toBe(accepted);
  });
});
