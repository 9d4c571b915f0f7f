import { Duration } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { allowSending, EventQueue } from "./event-queue.ts";

/** How long one batch of billing may take. */
export const billingTimeout = Duration.seconds(30);

/** Batches worked on at the same time. The least AWS accepts is 2; five catch up with any backlog and leave the account's functions room. */
export const billingAtOnce = 5;

export interface BillingBusProps {
  readonly busName: string;
  readonly encryptionKey: IKey;
}

/** The agency's event bus, and the way from it to billing: rules -> queue -> `functions/billing`. */
export class BillingBus extends EventQueue {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, { busName, encryptionKey }: BillingBusProps) {
    super(scope, id, { encryptionKey, workTimeout: billingTimeout });
    this.bus = new EventBus(this, "Bus", {
      eventBusName: busName,
      description: "Events of the Prior-Authorization Tracker: source prior-auth-tracker",
      kmsKey: encryptionKey,
      deadLetterQueue: this.undelivered,
    });
    this.takeFrom(this.bus, "BillingQueue", [
      {
        id: "ToBilling",
        description: "What billing makes caps of",
        source: "prior-auth-tracker",
        detailTypes: ["AuthorizationConfirmed", "AuthorizationDiscontinued"],
      },
      {
        id: "FromBillingEngine",
        description: "Services that the billing engine rendered or voided",
        source: "billing-engine",
        detailTypes: ["ServiceRendered", "ServiceVoided"],
      },
    ]);
    allowSending(this.undelivered, [this.bus.eventBusArn], "Bus");
  }

  deliverToBilling(billing: IFunction): void {
    this.deliverTo(billing, { batchSize: 10, maxConcurrency: billingAtOnce });
  }
}
