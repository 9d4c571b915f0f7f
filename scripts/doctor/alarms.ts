import { ask } from "../aws/answer.ts";
import { idsOfType, resourcesOf } from "../aws/deployed-stack.ts";
import { alarmsOf } from "../aws/stack-alarms.ts";
import { ofType, type SynthesizedStack } from "../aws/synthesized-stacks.ts";
import { heldBack, heldBackSentence, heldBackTodo } from "../release/held-back.ts";
import type { ExaminedAgency } from "./examined-agency.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";

/** Whether anything is wrong now, and whether anybody would hear of it. */
export function examineAlarms(agency: ExaminedAgency): Finding[] {
  const stacks = agency.stacks.filter(({ stackName }) => agency.deployed.get(stackName) !== undefined);
  return stacks.length === 0
    ? []
    : [...examineMails(agency, stacks), ...examineRinging(agency, stacks), ...examineHeldBack(agency, stacks)];
}

/** Each stack with alarms has a topic of its own, to which its own mail subscribes. */
function examineMails(agency: ExaminedAgency, stacks: readonly SynthesizedStack[]): Finding[] {
  const telling = stacks.filter((stack) => ofType([stack], "AWS::SNS::Topic").length > 0);
  return telling.map((stack) => examineMail(agency, stack));
}

function examineMail({ config, awsIn }: ExaminedAgency, { stackName, region }: SynthesizedStack): Finding {
  const subject = "alarm mail";
  if (config.alarmEmail === undefined)
    return ok(subject, "The agency's file names no alarmEmail: nobody is told of alarms.");
  const aws = awsIn(region);
  const resources = resourcesOf(aws, stackName);
  if (!resources.body) return notChecked(subject, resources.says);
  const states: string[] = [];
  for (const topic of idsOfType(resources.body, "AWS::SNS::Topic")) {
    const answer = ask<{ Subscriptions: readonly { readonly Endpoint: string; readonly SubscriptionArn: string }[] }>(
      aws,
      ["sns", "list-subscriptions-by-topic", "--topic-arn", topic],
    );
    if (!answer.body) return notChecked(subject, answer.says);
    const ours = answer.body.Subscriptions.filter(({ Endpoint }) => Endpoint === config.alarmEmail);
    states.push(...ours.map(({ SubscriptionArn }) => SubscriptionArn));
  }
  const whose = `alarms of ${stackName}`;
  if (states.some((state) => state.startsWith("arn:"))) return ok(subject, `${config.alarmEmail} is told of ${whose}.`);
  return states.length > 0
    ? fault(
        subject,
        `${config.alarmEmail} has not confirmed: nobody is told of ${whose}.`,
        "Open the link in the mail of AWS Notifications; if it is older than three days, deploy anew or subscribe again.",
      )
    : fault(
        subject,
        `${config.alarmEmail} is not subscribed to ${whose}.`,
        "Deploy: the subscription is part of the stack.",
      );
}

function examineRinging({ awsIn }: ExaminedAgency, stacks: readonly SynthesizedStack[]): Finding[] {
  const subject = "alarms";
  const answer = alarmsOf(awsIn, stacks);
  if (!answer.body) return [notChecked(subject, answer.says)];
  const ringing = answer.body.filter(({ StateValue }) => StateValue === "ALARM");
  return ringing.length === 0
    ? [ok(subject, `None of ${answer.body.length} rings.`)]
    : ringing.map(({ AlarmName, AlarmDescription = "" }) =>
        fault(subject, `${AlarmName}: ${AlarmDescription}`, "docs/runbook.md, Alarms."),
      );
}

/** What would make the next release fail at once, although nothing is wrong with it. */
function examineHeldBack({ awsIn }: ExaminedAgency, stacks: readonly SynthesizedStack[]): Finding[] {
  const subject = "release";
  return stacks.flatMap((stack): Finding[] => {
    const answer = heldBack(awsIn(stack.region), stack);
    return answer.body
      ? answer.body.map((each) => fault(subject, heldBackSentence(each), heldBackTodo))
      : [notChecked(subject, answer.says)];
  });
}
