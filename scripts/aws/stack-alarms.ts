import type { StackPlace } from "./agency-stacks.ts";
import { type Answer, ask } from "./answer.ts";
import type { Aws } from "./command-line-tool.ts";
import { type Instant, idsOfType, resourcesOf } from "./deployed-stack.ts";

export interface DeployedAlarm {
  readonly AlarmName: string;
  readonly AlarmDescription?: string;
  readonly StateValue: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly StateUpdatedTimestamp: Instant;
  /** `breaching`: silence is a fault as well. */
  readonly TreatMissingData?: string;
}

/** What describe-alarms takes at once. */
const mostAtOnce = 100;

/** The alarms of these stacks, each in its region, and of no other: another agency's id may begin like this one's. */
export function alarmsOf(awsIn: (region: string) => Aws, stacks: readonly StackPlace[]): Answer<DeployedAlarm[]> {
  const alarms: DeployedAlarm[] = [];
  for (const { stackName, region } of stacks) {
    const resources = resourcesOf(awsIn(region), stackName);
    if (!resources.body) return resources;
    const types = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"];
    const names = types.flatMap((type) => idsOfType(resources.body, type));
    const found = alarmsNamed(awsIn(region), names);
    if (!found.body) return found;
    alarms.push(...found.body);
  }
  return { body: alarms };
}

/** The alarms of these names in a region. */
export function alarmsNamed(aws: Aws, names: readonly string[]): Answer<DeployedAlarm[]> {
  const alarms: DeployedAlarm[] = [];
  for (let first = 0; first < names.length; first += mostAtOnce) {
    const answer = ask<{ MetricAlarms?: DeployedAlarm[]; CompositeAlarms?: DeployedAlarm[] }>(aws, [
      "cloudwatch",
      "describe-alarms",
      "--alarm-types",
      "MetricAlarm",
      "CompositeAlarm",
      "--alarm-names",
      ...names.slice(first, first + mostAtOnce),
    ]);
    if (!answer.body) return answer;
    alarms.push(...(answer.body.MetricAlarms ?? []), ...(answer.body.CompositeAlarms ?? []));
  }
  return { body: alarms };
}
