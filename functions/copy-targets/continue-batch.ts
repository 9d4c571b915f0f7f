import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { DomainError } from "../../domain/domain-error.ts";
import { type LogEntry, logError, logInfo } from "../runtime/log.ts";
import { traceIn } from "../runtime/trace.ts";
import { type CopyingServices, continueCopy, continuedIn } from "./continue-copy.ts";

/** What breaks off for a passing reason comes again, and ends in the dead-letter queue when it keeps failing. */
export async function continueBatch(batch: SQSEvent, services: CopyingServices): Promise<SQSBatchResponse> {
  const outcomes = await Promise.all(batch.Records.map((record) => isContinued(record, services)));
  const failed = batch.Records.filter((_, index) => !outcomes[index]);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function isContinued({ messageId, body }: SQSRecord, services: CopyingServices): Promise<boolean> {
  let about: Partial<LogEntry> = {};
  try {
    const continued = continuedIn(body);
    const { metadata, data } = continued;
    about = { traceId: traceIn(metadata.traceparent)?.traceId, copyId: data.copyId };
    logInfo({ event: "handled", messageId, ...about, outcome: await continueCopy(continued, services) });
    return true;
  } catch (error) {
    const code = error instanceof DomainError ? error.code : undefined;
    logError({ event: "notContinued", messageId, ...about, code }, error);
    return false;
  }
}
