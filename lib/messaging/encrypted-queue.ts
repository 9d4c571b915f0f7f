import { Duration } from "aws-cdk-lib";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { type Queue, QueueEncryption, type QueueProps } from "aws-cdk-lib/aws-sqs";

/** Lets EventBridge send to a queue, on behalf of these rules or buses. */
export function allowSending(queue: Queue, sourceArns: readonly string[], sid: string): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid,
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal("events.amazonaws.com")],
      actions: ["sqs:SendMessage"],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { "aws:SourceArn": sourceArns } },
    }),
  );
}

export function encrypted(encryptionKey: IKey): QueueProps {
  return { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey, enforceSSL: true };
}

/** A queue whose messages wait for a person: 14 days is the longest SQS keeps any. */
export function deadLetterQueue(encryptionKey: IKey): QueueProps {
  return { ...encrypted(encryptionKey), retentionPeriod: Duration.days(14) };
}
