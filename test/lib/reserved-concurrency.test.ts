import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { reservedConcurrency } from "../../lib/reserved-concurrency.ts";
import { production, SynthesizedAgency } from "./synthesized-agency.ts";

const agency = new SynthesizedAgency(production);

function reserved(of: SynthesizedAgency): Record<string, number> {
  return Object.fromEntries(
    [...of.functions()].flatMap(([name, { resource }]) => {
      const count = resource.Properties.ReservedConcurrentExecutions;
      return count === undefined ? [] : [[name, count]];
    }),
  );
}

describe("reserved concurrency", () => {
  it.each<[string, Partial<AgencyConfig>, boolean]>([
    ["in production", production, true],
    ["in a pilot", { stage: "pilot" }, true],
    ["not in a demo, whose account may be new", {}, false],
    ["in a demo whose file says so", { reservedConcurrency: true }, true],
    ["not where the file says that the account has none to give", { ...production, reservedConcurrency: false }, false],
  ])("is there %s", (_, overrides, isThere) => {
    expect(Object.keys(reserved(new SynthesizedAgency(overrides))).length > 0).toBe(isThere);
  });

  it("is for billing, copies and jobs, a job never runs twice at once, and the public function is held to a few", () => {
    const expected = { billing: 5, "copy-targets": 2, contract: 5, resend: 1, reconcile: 1, remind: 1 };
    expect(reserved(agency)).toMatchObject(expected);
  });

  it("is as much as a function's queues hand out at once", () => {
    const mappings = agency.ofType("AWS::Lambda::EventSourceMapping").map(([, { Properties }]) => Properties);
    for (const [name = "", ofOne] of Map.groupBy(mappings, ({ FunctionName }) => agency.called(FunctionName))) {
      const atOnce = ofOne.map(({ ScalingConfig }): number => ScalingConfig.MaximumConcurrency);
      expect(reservedConcurrency[name], name).toBe(atOnce.reduce((sum, each) => sum + each));
    }
  });

  it("comes to no more than the agency's file speaks of", () => {
    const [, most] = /at most (\d+) of the account's/.exec(readFileSync("docs/agency-file.md", "utf8")) ?? [];
    const sum = Object.values(reservedConcurrency).reduce((total, count) => total + count, 0);
    expect(sum).toBeLessThanOrEqual(Number(most));
  });
});
