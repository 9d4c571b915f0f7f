import { Duration } from "aws-cdk-lib";
import { CfnRule } from "aws-cdk-lib/aws-events";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { EventSourceMapping, type IFunction } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { AgencyBus } from "./agency-bus.ts";
import { allowSending, deadLetterQueue, encrypted } from "./encrypted-queue.ts";
import { type QueueName, type QueueRow, queueTable, titled } from "./queue-table.ts";

/** A lost race for an item succeeds at the second attempt. What failed five times fails again. */
export const mostAttempts = 5;

/** SQS counts a message that only waited in its batch as well, so it gives up later than the function, which can tell. */
const mostReceives = 2 * mostAttempts;

/**
 * How long one batch may take. A message whose run was lost comes again after six times as long, while somebody waits for the cap
 * or the copy.
 */
export const workTimeout = Duration.seconds(30);

export interface EventQueueProps {
  readonly row: QueueRow;
  readonly events: AgencyBus;
  readonly encryptionKey: IKey;
}

/**
 * The way from the agency's bus to a function: rule -> queue -> function. A queue stands between because EventBridge gives
 * up after a day and an asynchronous Lambda after two attempts.
 */
export class EventQueue extends Construct {
  readonly row: QueueRow;
  readonly queue: Queue;
  /** What the function could not process. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { row, events, encryptionKey }: EventQueueProps) {
    super(scope, id);
    this.row = row;
    this.deadLetters = new Queue(this, "DeadLetters", deadLetterQueue(encryptionKey));
    this.queue = new Queue(this, "Queue", {
      ...encrypted(encryptionKey),
      // Six times the consumer's timeout, as AWS asks: less, and a message is handed out again while it is worked on.
      visibilityTimeout: Duration.seconds(6 * workTimeout.toSeconds()),
      // As long as dead letters are kept: a consumer that is off for a week loses nothing.
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: mostReceives },
    });
    const { attrArn } = new CfnRule(this, "Rule", {
      description: `${row.detailTypes.join(", ")} of ${row.source}`,
      eventBusName: events.bus.eventBusName,
      eventPattern: { source: [row.source], "detail-type": row.detailTypes },
      targets: [{ id: "Queue", arn: this.queue.queueArn, deadLetterConfig: { arn: events.undelivered.queueArn } }],
    });
    allowSending(this.queue, [attrArn], "Rule");
    allowSending(events.undelivered, [attrArn], `RuleOf${id}`);
  }

  /** Lets a function take from the queue. Its role is allowed to by its grants, not here. */
  deliverTo(consumer: IFunction): void {
    const { batchSize, atOnce } = this.row;
    new EventSourceMapping(this, "Deliveries", {
      target: consumer,
      eventSourceArn: this.queue.queueArn,
      // One bad event must not send the good ones of its batch round again.
      reportBatchItemFailures: true,
      batchSize,
      maxConcurrency: atOnce,
    });
  }
}

export type EventQueues = Readonly<Record<QueueName, EventQueue>>;

/** All of the table. */
export function eventQueues(scope: Construct, props: Omit<EventQueueProps, "row">): EventQueues {
  const queue = (name: QueueName) => new EventQueue(scope, titled(name), { ...props, row: queueTable[name] });
  return { caps: queue("caps"), services: queue("services"), copies: queue("copies") };
}
