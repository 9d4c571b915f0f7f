import { Stack } from "aws-cdk-lib";
import { PolicyDocument, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { deadLetterQueue } from "./billing-bus.ts";
import { allow } from "./function-policy.ts";

export interface JobsProps {
  readonly encryptionKey: IKey;
  readonly resend: IFunction;
}

/** What runs by the clock. */
export class Jobs extends Construct {
  /** Runs that could not be started. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, props: JobsProps) {
    super(scope, id);
    this.undelivered = new Queue(this, "Undelivered", deadLetterQueue(props.encryptionKey));
    this.everyMinute("Resend", props.resend, props.encryptionKey);
  }

  private everyMinute(id: string, job: IFunction, encryptionKey: IKey): void {
    const role = new Role(this, `${id}Role`, {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
      inlinePolicies: {
        Run: new PolicyDocument({
          statements: [
            allow("Start", ["lambda:InvokeFunction"], job.functionArn),
            allow("KeepWhatDidNotStart", ["sqs:SendMessage"], this.undelivered.queueArn),
            allow("EncryptWhatDidNotStart", ["kms:Decrypt", "kms:GenerateDataKey"], encryptionKey.keyArn, {
              StringEquals: { "kms:ViaService": `sqs.${Stack.of(this).region}.amazonaws.com` },
            }),
          ],
        }),
      },
    });
    new CfnSchedule(this, id, {
      description: "Publishes events that are stored and not yet sent",
      scheduleExpression: "rate(1 minute)",
      flexibleTimeWindow: { mode: "OFF" },
      state: "ENABLED",
      target: {
        arn: job.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ job: "resend" }),
        deadLetterConfig: { arn: this.undelivered.queueArn },
        // The next minute's run does the same work: no use in trying an old one for long. 60 is AWS's least.
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 2 },
      },
    });
  }
}
