import { expect, it } from "vitest";
import type { SynthesizedStack } from "../../../scripts/aws/synthesized-stacks.ts";
import { heldBack, heldBackSentence } from "../../../scripts/release/held-back.ts";
import { type Answers, answering, refusal } from "../aws/answering-aws.ts";

const alias = (name: string, version: string) => ({
  Type: "AWS::Lambda::Alias",
  Properties: { FunctionVersion: { "Fn::GetAtt": [version, "Version"] } },
  UpdatePolicy: { CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: `${name}Group` } } },
});
const group = (...alarms: readonly string[]) => ({
  Type: "AWS::CodeDeploy::DeploymentGroup",
  Properties: { AlarmConfiguration: { Alarms: alarms.map((id) => ({ Name: { Ref: id } })), Enabled: true } },
});

/** A release of a new version of `confirm`; `tracker` stays as it is. */
const stack: SynthesizedStack = {
  id: "PriorAuthTracker-oak",
  stackName: "PriorAuthTracker-oak",
  agencyId: "oak",
  region: "us-east-1",
  bootstrapVersion: 6,
  template: {
    Resources: {
      ConfirmLive: alias("Confirm", "ConfirmVersionNew"),
      ConfirmGroup: group("ConfirmErrors", "ApiFails"),
      TrackerLive: alias("Tracker", "TrackerVersionOld"),
      TrackerGroup: group("TrackerErrors", "ApiFails"),
    },
  },
};
const deployed = ["ConfirmLive", "ConfirmVersionOld", "TrackerLive", "TrackerVersionOld"];
const alarms = ["ConfirmErrors", "TrackerErrors", "ApiFails", "CapsDrift"];

/** AWS with these alarms ringing; it answers, as it does, about those alone that it was asked for. */
function aws(ringing: readonly string[], resources: readonly string[] = deployed) {
  const answers: Answers = {
    "cloudformation list-stack-resources": {
      StackResourceSummaries: [
        ...resources.map((id) => ({ LogicalResourceId: id, PhysicalResourceId: id, ResourceType: "any" })),
        ...alarms.map((id) => ({
          LogicalResourceId: id,
          PhysicalResourceId: `oak-${id}`,
          ResourceType: "AWS::CloudWatch::Alarm",
        })),
      ],
    },
    "cloudwatch describe-alarms": (args) => ({
      MetricAlarms: args
        .filter((arg) => arg.startsWith("oak-"))
        .map((AlarmName) => ({ AlarmName, StateValue: ringing.includes(AlarmName) ? "ALARM" : "OK" })),
    }),
  };
  return answering(answers);
}

it.each<[string, Parameters<typeof aws>, readonly [alarm: string, ...aliases: string[]][]]>([
  [
    "an alarm that rings holds back the functions that are watched by it",
    [["oak-ApiFails"]],
    [["oak-ApiFails", "ConfirmLive"]],
  ],
  ["an alarm of a function that stays as it is holds back nothing", [["oak-TrackerErrors"]], []],
  ["an alarm that CodeDeploy does not watch holds back nothing", [["oak-CapsDrift"]], []],
  ["quiet alarms hold back nothing", [[]], []],
  [
    "a function that is deployed for the first time is held back by nothing",
    [["oak-ApiFails"], deployed.filter((id) => !id.startsWith("Confirm"))],
    [],
  ],
  [
    "a release that was deployed already is held back by nothing",
    [["oak-ApiFails"], [...deployed, "ConfirmVersionNew"]],
    [],
  ],
])("%s", (_, [ringing, resources], expected) => {
  const held = heldBack(aws(ringing, resources), stack).body ?? [];
  expect(held.map(({ alarm, aliases }) => [alarm.AlarmName, ...aliases])).toEqual(expected);
});

it("a stack that is not there yet is held back by nothing, and one that can't be asked about is said", () => {
  const refusing = (error: Error) => answering({ "cloudformation list-stack-resources": error });
  expect(heldBack(refusing(refusal("ValidationError", "Stack with id x does not exist")), stack).body).toEqual([]);
  expect(heldBack(refusing(refusal("AccessDenied")), stack)).toMatchObject({ code: "AccessDenied" });
});

it("names the alarm, what it means and what it holds back", () => {
  const [held] = heldBack(aws(["oak-ApiFails"]), stack).body ?? [];
  expect(held && heldBackSentence(held)).toMatch(/^oak-ApiFails rings, .* ConfirmLive\./);
});
