import { ask } from "../aws/answer.ts";
import { resourcesOfType } from "../aws/deployed-stack.ts";
import { alarmsOf } from "../aws/stack-alarms.ts";
import type { ExaminedAgency } from "./examined-agency.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";

/** Whether anything is wrong now, and whether anybody would hear of it. */
export function examineAlarms(agency: ExaminedAgency): Finding[] {
  const stacks = [...agency.deployed].flatMap(([stackName, description]) => (description ? stackName : []));
  return stacks.length === 0 ? [] : [examineMail(agency, stacks), ...examineRinging(agency, stacks)];
}

function examineMail({ config, aws }: ExaminedAgency, stackNames: readonly string[]): Finding {
  const subject = "alarm mail";
  if (config.alarmEmail === undefined)
    return ok(subject, "The agency's file names no alarmEmail: nobody is told of alarms.");
  const states: string[] = [];
  for (const stackName of stackNames) {
    const topics = resourcesOfType(aws, stackName, "AWS::SNS::Topic");
    if (!topics.body) return notChecked(subject, topics.says);
    for (const topic of topics.body) {
      const answer = ask<{ Subscriptions: readonly { readonly Endpoint: string; readonly SubscriptionArn: string }[] }>(
        aws,
        ["sns", "list-subscriptions-by-topic", "--topic-arn", topic],
      );
      if (!answer.body) return notChecked(subject, answer.says);
      const ours = answer.body.Subscriptions.filter(({ Endpoint }) => Endpoint === config.alarmEmail);
      states.push(...ours.map(({ SubscriptionArn }) => SubscriptionArn));
    }
  }
  if (states.some((state) => state.startsWith("arn:"))) return ok(subject, `${config.alarmEmail} is told of alarms.`);
  return states.length > 0
    ? fault(
        subject,
        `${config.alarmEmail} has not confirmed: nobody is told of alarms.`,
        "Open the link in the mail of AWS Notifications; if it is older than three days, deploy anew or subscribe again.",
      )
    : fault(
        subject,
        `${config.alarmEmail} is not subscribed to alarms.`,
        "Deploy: the subscription is part of the stack.",
      );
}

function examineRinging({ aws }: ExaminedAgency, stackNames: readonly string[]): Finding[] {
  const subject = "alarms";
  const answer = alarmsOf(aws, stackNames);
  if (!answer.body) return [notChecked(subject, answer.says)];
  const ringing = answer.body.filter(({ StateValue }) => StateValue === "ALARM");
  return ringing.length === 0
    ? [ok(subject, `None of ${answer.body.length} rings.`)]
    : ringing.map(({ AlarmName, AlarmDescription = "" }) =>
        fault(subject, `${AlarmName}: ${AlarmDescription}`, "docs/runbook.md, Alarms."),
      );
}
