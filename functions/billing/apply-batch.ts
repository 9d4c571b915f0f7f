import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { DomainError } from "../../domain/domain-error.ts";
import { logError, logInfo } from "../runtime/log.ts";
import { applyEvent } from "./apply-event.ts";
import type { BillingServices } from "./apply-service-event.ts";

/** Each message by itself: one that fails comes again, and ends in the dead-letter queue when it keeps failing. */
export async function applyBatch(batch: SQSEvent, services: BillingServices): Promise<SQSBatchResponse> {
  const outcomes = await Promise.all(batch.Records.map((record) => isApplied(record, services)));
  const failed = batch.Records.filter((_, index) => !outcomes[index]);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function isApplied({ messageId, body }: SQSRecord, services: BillingServices): Promise<boolean> {
  try {
    logInfo({ event: "handled", messageId, outcome: await applyEvent(body, services) });
    return true;
  } catch (error) {
    logError({ event: "notApplied", messageId, ...(error instanceof DomainError && { code: error.code }) }, error);
    return false;
  }
}
