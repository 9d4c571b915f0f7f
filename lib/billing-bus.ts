import { Duration } from "aws-cdk-lib";
import { CfnRule, EventBus } from "aws-cdk-lib/aws-events";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { EventSourceMapping, type IFunction } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption, type QueueProps } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/** How long one batch of billing may take. */
export const billingTimeout = Duration.seconds(30);

export interface BillingBusProps {
  readonly busName: string;
  readonly encryptionKey: IKey;
}

/**
 * The agency's event bus, and the way from it to billing: rule -> queue -> `functions/billing`. A queue stands between
 * because EventBridge gives up after a day and an asynchronous Lambda after two attempts.
 */
export class BillingBus extends Construct {
  readonly bus: EventBus;
  readonly queue: Queue;
  /** What billing could not process. */
  readonly deadLetters: Queue;
  /** What did not even reach the queue. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, props: BillingBusProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, "DeadLetters", deadLetterQueue(props.encryptionKey));
    this.undelivered = new Queue(this, "Undelivered", deadLetterQueue(props.encryptionKey));
    this.queue = new Queue(this, "Queue", {
      ...encrypted(props.encryptionKey),
      // Six times the consumer's timeout, as AWS asks: less, and a message is handed out again while it is worked on.
      visibilityTimeout: Duration.seconds(6 * billingTimeout.toSeconds()),
      // As long as dead letters are kept: an engine that is off for a week loses nothing.
      retentionPeriod: Duration.days(14),
      // A lost race for an item succeeds at the second attempt; what failed five times will fail the sixth.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    this.bus = new EventBus(this, "Bus", {
      eventBusName: props.busName,
      description: "Events of the Prior-Authorization Tracker: source prior-auth-tracker",
      kmsKey: props.encryptionKey,
      deadLetterQueue: this.undelivered,
    });
    const toBilling = (id: string, description: string, source: string, ...detailTypes: string[]) =>
      new CfnRule(this, id, {
        description,
        eventBusName: this.bus.eventBusName,
        eventPattern: { source: [source], "detail-type": detailTypes },
        targets: [
          { id: "BillingQueue", arn: this.queue.queueArn, deadLetterConfig: { arn: this.undelivered.queueArn } },
        ],
      });
    const rules = [
      toBilling(
        "ToBilling",
        "What billing makes caps of",
        "prior-auth-tracker",
        "AuthorizationConfirmed",
        "AuthorizationDiscontinued",
      ),
      toBilling(
        "FromBillingEngine",
        "Services that the billing engine rendered or voided",
        "billing-engine",
        "ServiceRendered",
        "ServiceVoided",
      ),
    ];
    const ruleArns = rules.map((rule) => rule.attrArn);
    allowSending(this.queue, ruleArns, "RulesToBilling");
    allowSending(this.undelivered, ruleArns, "RulesToBilling");
    allowSending(this.undelivered, [this.bus.eventBusArn], "Bus");
  }

  /** Lets `functions/billing` take from the queue. Its role is allowed to by its grants, not here. */
  deliverTo(billing: IFunction): void {
    new EventSourceMapping(this, "Deliveries", {
      target: billing,
      eventSourceArn: this.queue.queueArn,
      // One bad event must not send the good ones of its batch round again.
      reportBatchItemFailures: true,
      batchSize: 10,
      // The least AWS accepts is 2. Five batches at once catch up with any backlog and leave the account's functions room.
      maxConcurrency: 5,
    });
  }
}

/** Lets rules or a bus, and nobody else, put what they carry into a queue. */
export function allowSending(queue: Queue, sourceArns: string[], sid: string): void {
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
