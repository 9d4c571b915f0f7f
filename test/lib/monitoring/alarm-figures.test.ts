import { describe, expect, it } from "vitest";
import { Alarms } from "../../../local/metrics/alarms.ts";
import { Metrics } from "../../../local/metrics/metrics.ts";
import { CloudFormation } from "../../../local/template/cloud-formation.ts";
import { production, SynthesizedAgency } from "../synthesized-agency.ts";

const hour = 60 * 60 * 1000;
const now = Date.parse("2026-03-16T14:00:00Z");
const agency = new SynthesizedAgency({ ...production, webSite: {} });

/** The agency's alarm on a metric, told some figures: how many hours ago, and what. */
function stateOf(
  metricName: string,
  dimensions: Record<string, string>,
  figures: readonly (readonly [number, number])[],
) {
  const [id = "", alarm] =
    agency.ofType("AWS::CloudWatch::Alarm").find(([, { Properties }]) => Properties.MetricName === metricName) ?? [];
  if (!alarm) throw new Error(`No alarm looks at ${metricName}.`);
  const stack = {
    stackName: "x",
    region: "us-east-1",
    template: { Resources: { [id]: alarm } },
    constructPaths: new Map<string, string>(),
  };
  const surroundings = { accountId: "123456789012", nameSuffix: "x", apiUrl: "http://127.0.0.1" };
  const template = new CloudFormation({ stacks: [stack], assetDirectories: new Map() }, surroundings, () => "");
  const metrics = new Metrics(() => now);
  const { Namespace: namespace } = alarm.Properties;
  for (const [hoursAgo, value] of figures)
    metrics.record({ namespace, metricName, dimensions }, value, now - hoursAgo * hour);
  return new Alarms(template, metrics).at(now)[0]?.state;
}

describe("backups", () => {
  const vault = { BackupVaultName: "prior-auth-tracker-willow-creek" };

  it.each<[string, readonly (readonly [number, number])[], string]>([
    [
      "that were made last night are no reason to call anybody",
      [
        [10, 1],
        [34, 1],
      ],
      "OK",
    ],
    ["that were made at the very beginning of a long night are neither", [[29.9, 1]], "OK"],
    ["that nobody heard of since the night before last are", [[34, 1]], "ALARM"],
    ["that nobody ever heard of are", [], "ALARM"],
  ])("%s", (_, figures, state) => {
    expect(stateOf("NumberOfBackupJobsCompleted", vault, figures)).toBe(state);
  });

  it.each<[string, readonly (readonly [number, number])[], string]>([
    ["that failed are told of at once", [[0.1, 1]], "ALARM"],
    ["that failed yesterday are not told of again", [[20, 1]], "OK"],
    ["of which nothing is heard have not failed", [], "OK"],
  ])("%s", (_, figures, state) => {
    expect(stateOf("NumberOfBackupJobsFailed", vault, figures)).toBe(state);
  });
});

describe("the firewall", () => {
  const firewall = { Rule: "ALL", WebACL: "prior-auth-tracker-willow-creek" };
  const minutesAgo = (minutes: number, blocked: number) => [minutes / 60, blocked] as const;

  it.each<[string, readonly (readonly [number, number])[], string]>([
    [
      "that turns away an office for a quarter of an hour calls somebody",
      [2, 7, 12].map((at) => minutesAgo(at, 400)),
      "ALARM",
    ],
    ["that turned away a burst does not", [minutesAgo(2, 5000)], "OK"],
    ["that turns away a few all the time does not", [2, 7, 12].map((at) => minutesAgo(at, 50)), "OK"],
    ["of another agency's site is not looked at", [], "OK"],
  ])("%s", (_, figures, state) => {
    expect(stateOf("BlockedRequests", firewall, figures)).toBe(state);
  });
});
