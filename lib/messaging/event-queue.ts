import { Duration } from "aws-cdk-lib";
import { CfnRule, type IEventBus } from "aws-cdk-lib/aws-events";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { EventSourceMapping, type IFunction } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption, type QueueProps } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/** A lost race for an item succeeds at the second attempt. What failed five times fails again. */
export const mostAttempts = 5;

export interface EventQueueProps {
  readonly encryptionKey: IKey;
  /** The timeout of the function that takes from the queue. */
  readonly workTimeout: Duration;
}

/** Which events of the bus a queue takes. */
export interface EventRule {
  readonly id: string;
  readonly description: string;
  readonly source: string;
  readonly detailTypes: readonly string[];
}

/**
 * The way from the agency's bus to a function: rules -> queue -> function. A queue stands between because EventBridge gives
 * up after a day and an asynchronous Lambda after two attempts.
 */
export class EventQueue extends Construct {
  readonly queue: Queue;
  /** What the function could not process. */
  readonly deadLetters: Queue;
  /** What did not even reach the queue. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, props: EventQueueProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, "DeadLetters", deadLetterQueue(props.encryptionKey));
    this.undelivered = new Queue(this, "Undelivered", deadLetterQueue(props.encryptionKey));
    this.queue = new Queue(this, "Queue", {
      ...encrypted(props.encryptionKey),
      // Six times the consumer's timeout, as AWS asks: less, and a message is handed out again while it is worked on.
      visibilityTimeout: Duration.seconds(6 * props.workTimeout.toSeconds()),
      // As long as dead letters are kept: a consumer that is off for a week loses nothing.
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: mostAttempts },
    });
  }

  /** Lets these events of the bus into the queue, and nothing else. Called once. */
  takeFrom(bus: IEventBus, targetId: string, rules: readonly EventRule[]): void {
    const ruleArns = rules.map(({ id, description, source, detailTypes }) => {
      const rule = new CfnRule(this, id, {
        description,
        eventBusName: bus.eventBusName,
        eventPattern: { source: [source], "detail-type": detailTypes },
        targets: [{ id: targetId, arn: this.queue.queueArn, deadLetterConfig: { arn: this.undelivered.queueArn } }],
      });
      return rule.attrArn;
    });
    allowSending(this.queue, ruleArns, "Rules");
    allowSending(this.undelivered, ruleArns, "Rules");
  }

  /** Lets a function take from the queue. Its role is allowed to by its grants, not here. */
  deliverTo(consumer: IFunction, { batchSize, maxConcurrency }: { batchSize: number; maxConcurrency: number }): void {
    new EventSourceMapping(this, "Deliveries", {
      target: consumer,
      eventSourceArn: this.queue.queueArn,
      // One bad event must not send the good ones of its batch round again.
      reportBatchItemFailures: true,
      batchSize,
      maxConcurrency,
    });
  }
}

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

function encrypted(encryptionKey: IKey): QueueProps {
  return { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey, enforceSSL: true };
}

/** A queue whose messages wait for a person: 14 days is the longest SQS keeps any. */
export function deadLetterQueue(encryptionKey: IKey): QueueProps {
  return { ...encrypted(encryptionKey), retentionPeriod: Duration.days(14) };
}
