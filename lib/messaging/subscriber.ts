import { Stack } from "aws-cdk-lib";
import { CfnRule } from "aws-cdk-lib/aws-events";
import { PolicyDocument, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { allow } from "../function-policy.ts";
import type { AgencyBus } from "./agency-bus.ts";
import { allowSending } from "./encrypted-queue.ts";
import { copyContinued } from "./queue-table.ts";

export interface SubscriberProps {
  readonly events: AgencyBus;
  /** The subscriber's event bus, in whatever account and region; its policy has to let this account put events. */
  readonly busArn: string;
}

/**
 * Sends every event of ours to a subscriber's bus, which needs no right here and filters by itself. What its bus does not take in
 * a day goes to the undelivered events.
 */
export class Subscriber extends Construct {
  constructor(scope: Construct, id: string, { events, busArn }: SubscriberProps) {
    super(scope, id);
    const role = new Role(this, "Role", {
      // EventBridge may take it on for rules of this account alone.
      assumedBy: new ServicePrincipal("events.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
      description: "Puts the agency's events on one subscriber's bus",
      inlinePolicies: {
        Send: new PolicyDocument({ statements: [allow("SubscribersBus", ["events:PutEvents"], busArn)] }),
      },
    });
    const rule = new CfnRule(this, "Rule", {
      description: `All events of the Prior-Authorization Tracker to ${busArn}`,
      eventBusName: events.bus.eventBusName,
      // Events of the agency's billing engine are between the two, and this event is only for ourselves.
      eventPattern: { source: ["prior-auth-tracker"], "detail-type": [{ "anything-but": [copyContinued] }] },
      targets: [
        {
          id: "SubscribersBus",
          arn: busArn,
          roleArn: role.roleArn,
          deadLetterConfig: { arn: events.undelivered.queueArn },
        },
      ],
    });
    allowSending(events.undelivered, [rule.attrArn], `RuleOf${id.replace(/\W/g, "")}`);
  }
}

/** Derived from the bus, since its place in the list changes when another one goes. */
export function subscriberId(busArn: string): string {
  const [, , , region, account, name = ""] = busArn.split(":");
  return `Subscriber-${account}-${region}-${name.replace("event-bus/", "").replaceAll("/", "-")}`;
}
