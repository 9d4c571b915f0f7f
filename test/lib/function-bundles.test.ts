import { describe, expect, it } from "vitest";
import { bundleFunctions } from "../../lib/function-bundles.ts";

describe("bundling", () => {
  it("names every function that has no source, before it writes anything", () => {
    expect(() => bundleFunctions(["nowhere", "elsewhere"])).toThrow(
      "These functions are deployed and have no source: functions/nowhere/index.ts, functions/elsewhere/index.ts",
    );
  });
});
