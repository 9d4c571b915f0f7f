import { describe, expect, it } from "vitest";
import { reservedConcurrency } from "../../lib/reserved-concurrency.ts";
import { production, SynthesizedAgency } from "./synthesized-agency.ts";

const agency = new SynthesizedAgency({ ...production, reservedConcurrency: true });

function reserved(of: SynthesizedAgency): Record<string, number> {
  return Object.fromEntries(
    [...of.functions()].flatMap(([name, { resource }]) => {
      const count = resource.Properties.ReservedConcurrentExecutions;
      return count === undefined ? [] : [[name, count]];
    }),
  );
}

describe("reserved concurrency", () => {
  it("is none unless the agency's file says that the account has it to give", () => {
    expect(reserved(new SynthesizedAgency(production))).toEqual({});
  });

  it("is for billing, copies and jobs, and a job never runs twice at once", () => {
    expect(reserved(agency)).toEqual({ billing: 5, "copy-targets": 2, resend: 1, reconcile: 1, remind: 1 });
  });

  it("is as much as a function's queues hand out at once", () => {
    const mappings = agency.ofType("AWS::Lambda::EventSourceMapping").map(([, { Properties }]) => Properties);
    for (const [name = "", ofOne] of Map.groupBy(mappings, ({ FunctionName }) => agency.called(FunctionName))) {
      const atOnce = ofOne.map(({ ScalingConfig }): number => ScalingConfig.MaximumConcurrency);
      expect(reservedConcurrency[name], name).toBe(atOnce.reduce((sum, each) => sum + each));
    }
  });

  it("comes to the ten that the agency's file speaks of", () => {
    expect(Object.values(reservedConcurrency).reduce((sum, count) => sum + count, 0)).toBe(10);
  });
});
