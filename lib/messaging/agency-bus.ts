import { type CfnEventBus, EventBus } from "aws-cdk-lib/aws-events";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { allowSending, deadLetterQueue } from "./encrypted-queue.ts";

export interface AgencyBusProps {
  readonly busName: string;
  readonly encryptionKey: IKey;
}

/** The agency's event bus, and the queue of what does not get from it to where it belongs. */
export class AgencyBus extends Construct {
  readonly bus: EventBus;
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { busName, encryptionKey }: AgencyBusProps) {
    super(scope, id);
    this.undelivered = new Queue(this, "Undelivered", deadLetterQueue(encryptionKey));
    this.bus = new EventBus(this, "Bus", {
      eventBusName: busName,
      description: "Events of the Prior-Authorization Tracker: source prior-auth-tracker",
      kmsKey: encryptionKey,
      deadLetterQueue: this.undelivered,
    });
    // As it was first deployed: another id would be another bus, whose name is taken (test/lib/stateful-resources.test.ts).
    (this.bus.node.defaultChild as CfnEventBus).overrideLogicalId("BillingBusBA5D287F");
    allowSending(this.undelivered, [this.bus.eventBusArn], "Bus");
  }
}
