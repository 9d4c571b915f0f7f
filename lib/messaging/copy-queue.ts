import { Duration } from "aws-cdk-lib";
import type { IEventBus } from "aws-cdk-lib/aws-events";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { EventQueue } from "./event-queue.ts";

/**
 * How long one run of `functions/copy-targets` may take. A run that was lost is started again after six times as long, while
 * somebody waits for the copy.
 */
export const copyTimeout = Duration.seconds(30);

/** Copies worked on at the same time: the least AWS accepts, and enough for an agency. */
export const copiesAtOnce = 2;

/** The event that makes a copy begin or go on, for ourselves alone. */
export const copyContinued = "AuthorizationCopyContinued";

/** The way from the bus to `functions/copy-targets`, of its own: a copy to thousands must not hold up billing. */
export class CopyQueue extends EventQueue {
  constructor(scope: Construct, id: string, { bus, encryptionKey }: { bus: IEventBus; encryptionKey: IKey }) {
    super(scope, id, { encryptionKey, workTimeout: copyTimeout });
    this.takeFrom(bus, "CopyQueue", [
      {
        id: "ToCopyTargets",
        description: "Copies of authorizations that have to be begun or carried on",
        source: "prior-auth-tracker",
        detailTypes: [copyContinued],
      },
    ]);
  }

  deliverToCopyTargets(copyTargets: IFunction): void {
    // A run takes all of its time for one copy.
    this.deliverTo(copyTargets, { batchSize: 1, maxConcurrency: copiesAtOnce });
  }
}
