import { Stack } from "aws-cdk-lib";
import { PolicyDocument, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { allow } from "./function-policy.ts";
import { type Job, jobs } from "./job-table.ts";
import { deadLetterQueue } from "./messaging/encrypted-queue.ts";

export interface JobsProps {
  readonly encryptionKey: IKey;
  /** The agency's own: a job's day is a day of the agency. */
  readonly timeZone: string;
  readonly named: (functionName: string) => IFunction;
}

/** What runs by the clock: a schedule for each row of the table of jobs. */
export class Jobs extends Construct {
  /** Runs that could not be started. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, props: JobsProps) {
    super(scope, id);
    this.undelivered = new Queue(this, "Undelivered", deadLetterQueue(props.encryptionKey));
    for (const job of jobs) {
      this.schedule(job, props);
    }
  }

  private schedule(job: Job, { encryptionKey, timeZone, named }: JobsProps): void {
    const id = `${job.name.charAt(0).toUpperCase()}${job.name.slice(1)}`;
    const { functionArn } = named(job.name);
    const role = new Role(this, `${id}Role`, {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
      inlinePolicies: {
        Run: new PolicyDocument({
          statements: [
            allow("Start", ["lambda:InvokeFunction"], functionArn),
            allow("KeepWhatDidNotStart", ["sqs:SendMessage"], this.undelivered.queueArn),
            allow("EncryptWhatDidNotStart", ["kms:Decrypt", "kms:GenerateDataKey"], encryptionKey.keyArn, {
              StringEquals: { "kms:ViaService": `sqs.${Stack.of(this).region}.amazonaws.com` },
            }),
          ],
        }),
      },
    });
    new CfnSchedule(this, id, {
      description: job.description,
      scheduleExpression: job.schedule,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: "OFF" },
      state: "ENABLED",
      target: {
        arn: functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ job: job.name }),
        deadLetterConfig: { arn: this.undelivered.queueArn },
        retryPolicy: job.retry,
      },
    });
  }
}
