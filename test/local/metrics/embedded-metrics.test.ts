import { expect, it } from "vitest";
import { embeddedMetrics } from "../../../functions/runtime/metrics.ts";
import { takeEmbeddedMetrics } from "../../../local/metrics/embedded-metrics.ts";
import { Metrics } from "../../../local/metrics/metrics.ts";

it("counts the metrics that functions write, each under its dimensions", () => {
  const metrics = new Metrics(() => 0);
  const measure = embeddedMetrics("willow-creek", (line) => takeEmbeddedMetrics(line, metrics));
  measure({ ServicesPosted: 1 });
  measure({ ServicesPosted: 2 });
  measure({ Refusals: 1 }, { code: "NOT_FOUND" });
  expect(metrics.all().map(({ metricName, dimensions, sum }) => [metricName, dimensions, sum])).toEqual([
    ["ServicesPosted", { agencyId: "willow-creek" }, 3],
    ["Refusals", { agencyId: "willow-creek", code: "NOT_FOUND" }, 1],
  ]);
});

it("leaves every other line to be printed", () => {
  const metrics = new Metrics(() => 0);
  const lines: string[] = ['{"level":"INFO","event":"request"}', "Debugger attached."];
  embeddedMetrics("willow-creek", (line) => lines.push(line))({ CapsDrift: 0 });
  expect(lines.filter((line) => !takeEmbeddedMetrics(line, metrics))).toEqual(lines.slice(0, 2));
});
