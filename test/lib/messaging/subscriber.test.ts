import { describe, expect, it } from "vitest";
import { flat, SynthesizedAgency } from "../synthesized-agency.ts";

const busArns = [
  "arn:aws:events:us-east-1:222222222222:event-bus/billing",
  "arn:aws:events:us-west-2:333333333333:event-bus/default",
];
const none = new SynthesizedAgency();
const agency = new SynthesizedAgency({ subscriberBuses: busArns });
const rulesTo = (busArn: string) =>
  agency.ofType("AWS::Events::Rule").filter(([, { Properties }]) => Properties.Targets[0].Arn === busArn);

describe.each(busArns)("the subscriber at %s", (busArn) => {
  const [[ruleId, rule] = ["", undefined]] = rulesTo(busArn);
  const [target] = rule?.Properties.Targets ?? [];
  const role = agency.resources[agency.referred(target.RoleArn) ?? ""]?.Properties;

  it("is sent every event of ours by one rule of the agency's bus, and nothing of the billing engine's or of our own work", () => {
    expect(rulesTo(busArn)).toHaveLength(1);
    expect(agency.referred(rule?.Properties.EventBusName)).toBe(agency.only("AWS::Events::EventBus")[0]);
    expect(rule?.Properties.EventPattern).toEqual({
      source: ["prior-auth-tracker"],
      "detail-type": [{ "anything-but": ["AuthorizationCopyContinued"] }],
    });
    expect(rule?.Properties.Targets).toHaveLength(1);
  });

  it("by a role that may put events there and nothing else, and that only EventBridge of this account takes on", () => {
    expect(role.Policies).toHaveLength(1);
    expect(role.Policies[0].PolicyDocument.Statement).toEqual([
      { Sid: "SubscribersBus", Effect: "Allow", Action: "events:PutEvents", Resource: busArn },
    ]);
    expect(role.ManagedPolicyArns).toBeUndefined();
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "events.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
      },
    ]);
  });

  it("what it does not take is kept, by this rule's right to put it there", () => {
    const [billingRule] = none.ofType("AWS::Events::Rule");
    const undelivered = agency.referred(target.DeadLetterConfig.Arn);
    expect(undelivered).toBe(none.referred(billingRule?.[1].Properties.Targets[0].DeadLetterConfig.Arn));
    const senders = agency
      .ofType("AWS::SQS::QueuePolicy")
      .filter(([, { Properties }]) =>
        Properties.Queues.some((queue: unknown) => agency.referred(queue) === undelivered),
      )
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === "Allow")
      .map(({ Condition }) => [Condition.ArnEquals["aws:SourceArn"]].flat().map(flat).join());
    expect(senders).toContain(`\${${ruleId}.Arn}`);
  });
});

describe("nobody else", () => {
  it("is given a right to the agency's bus", () => {
    expect(agency.ofType("AWS::Events::EventBusPolicy")).toEqual([]);
  });

  it("is sent anything when the agency names no subscriber", () => {
    const targets = none.ofType("AWS::Events::Rule").flatMap(([, { Properties }]) => Properties.Targets);
    expect(targets.filter(({ RoleArn }) => RoleArn !== undefined)).toEqual([]);
  });

  it("is touched when a subscriber goes", () => {
    const [, last = ""] = busArns;
    const left = new SynthesizedAgency({ subscriberBuses: [last] });
    const ids = (of: SynthesizedAgency) => of.ofType("AWS::Events::Rule").map(([id]) => id);
    expect(ids(agency)).toEqual(expect.arrayContaining(ids(left)));
    expect(ids(left)).toHaveLength(ids(none).length + 1);
  });
});
