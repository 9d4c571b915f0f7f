import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { DomainError } from "../../domain/domain-error.ts";
import { logError, logInfo } from "../runtime/log.ts";
import { type CopyingServices, continueCopy } from "./continue-copy.ts";

/** What breaks off for a passing reason comes again, and ends in the dead-letter queue when it keeps failing. */
export async function continueBatch(batch: SQSEvent, services: CopyingServices): Promise<SQSBatchResponse> {
  const outcomes = await Promise.all(batch.Records.map((record) => isContinued(record, services)));
  const failed = batch.Records.filter((_, index) => !outcomes[index]);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function isContinued({ messageId, body }: SQSRecord, services: CopyingServices): Promise<boolean> {
  try {
    logInfo({ event: "handled", messageId, ...(await continueCopy(body, services)) });
    return true;
  } catch (error) {
    logError({ event: "notContinued", messageId, ...(error instanceof DomainError && { code: error.code }) }, error);
    return false;
  }
}
