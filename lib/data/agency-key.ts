import { type RemovalPolicy, Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import { agencyNames } from "../agency-names.ts";
import { alarmsMayUse } from "../monitoring/alarms.ts";

/** What a service needs to encrypt with a key and decrypt again, by name instead of by `kms:GenerateDataKey*`. */
const useDataKeys = ["kms:Decrypt", "kms:GenerateDataKey"];

/**
 * The one key of an agency: table, logs, bus, queues, alarms, secret and the functions' environment are encrypted with it.
 * Without it nothing of the agency can be read, so it lives as long as the table.
 *
 * A key policy's `Resource: "*"` means this key alone: AWS allows nothing else there. Other resources are named by their
 * fixed names, not by reference, because they refer to the key themselves.
 */
export function agencyKey(scope: Construct, agencyId: string, removalPolicy: RemovalPolicy): Key {
  const stack = Stack.of(scope);
  const names = agencyNames(agencyId);
  // CDK's default policy: the account's IAM policies decide. A key without it can never be administered again.
  const key = new Key(scope, "Key", {
    alias: `alias/prior-auth-tracker/${agencyId}`,
    description: `Prior-Authorization Tracker: everything of agency ${agencyId}`,
    enableKeyRotation: true,
    removalPolicy,
  });
  const allow = (sid: string, service: string, actions: string[], conditions: Record<string, unknown>) =>
    key.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal(service)],
        actions,
        resources: ["*"],
        conditions,
      }),
    );
  const arnOf = (service: string, resource: string) =>
    `arn:${stack.partition}:${service}:${stack.region}:${stack.account}:${resource}`;

  allow(
    "LogsOfThisAgency",
    `logs.${stack.region}.amazonaws.com`,
    [...useDataKeys, "kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:DescribeKey"],
    {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": [names.functionLog("*"), names.apiAccessLog].map((name) =>
          arnOf("logs", `log-group:${name}`),
        ),
      },
    },
  );
  allow("EventsOfThisAgencyIntoQueues", "events.amazonaws.com", useDataKeys, {
    StringEquals: { "aws:SourceAccount": stack.account },
    ArnLike: {
      "aws:SourceArn": [arnOf("events", `rule/${names.bus}/*`), arnOf("events", `event-bus/${names.bus}`)],
    },
  });
  alarmsMayUse(key);
  // Events of this bus are encrypted while they wait for a target that does not answer.
  allow("EventsOfThisAgencyOnTheBus", "events.amazonaws.com", [...useDataKeys, "kms:DescribeKey"], {
    StringEquals: {
      "aws:SourceAccount": stack.account,
      "aws:SourceArn": arnOf("events", `event-bus/${names.bus}`),
      "kms:EncryptionContext:aws:events:event-bus:arn": arnOf("events", `event-bus/${names.bus}`),
    },
  });
  return key;
}
