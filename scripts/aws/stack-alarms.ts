import { type Answer, ask } from "./answer.ts";
import type { Aws } from "./command-line-tool.ts";
import { type Instant, resourcesOfType } from "./deployed-stack.ts";

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

/** The alarms of these stacks, and of no other: another agency's id may begin like this one's. */
export function alarmsOf(aws: Aws, stackNames: readonly string[]): Answer<DeployedAlarm[]> {
  const names: string[] = [];
  for (const stackName of stackNames)
    for (const type of ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"]) {
      const answer = resourcesOfType(aws, stackName, type);
      if (!answer.body) return answer;
      names.push(...answer.body);
    }
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
