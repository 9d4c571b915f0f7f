import { describe, expect, it } from "vitest";
import { bounded } from "../../domain/warning.ts";

const ids = (count: number) => Array.from({ length: count }, (_, at) => `S${at + 1}`);

describe("of each kind of warning the first 100 are named, then how many more", () => {
  it.each([
    [0, 0, undefined],
    [1, 1, "OVERLAPS:S1"],
    [100, 100, "OVERLAPS:S100"],
    [101, 101, "OVERLAPS:+1"],
    [2600, 101, "OVERLAPS:+2500"],
  ])("of %i: %i, the last %s", (count, told, last) => {
    const warnings = bounded("OVERLAPS", ids(count));
    expect([warnings.length, warnings.at(-1)]).toEqual([told, last]);
    expect(warnings.slice(0, 100)).toEqual(ids(Math.min(count, 100)).map((id) => `OVERLAPS:${id}`));
  });
});
