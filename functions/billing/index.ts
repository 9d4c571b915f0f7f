import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { DomainError } from "../../domain/domain-error.ts";
import { logError, logInfo } from "../runtime/log.ts";
import { services, withCatalog, withPublisher } from "../runtime/services.ts";
import { applyEvent } from "./apply-event.ts";

const common = services();
const billing = { ...common, ...withCatalog(common.table), ...withPublisher() };

/** Each message by itself: one that fails comes again, and ends in the dead-letter queue when it keeps failing. */
export const handler = middy(async (batch: SQSEvent): Promise<SQSBatchResponse> => {
  const outcomes = await Promise.all(batch.Records.map(isApplied));
  const failed = batch.Records.filter((_, index) => !outcomes[index]);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
});

async function isApplied({ messageId, body }: SQSRecord): Promise<boolean> {
  try {
    logInfo({ event: "handled", messageId, outcome: await applyEvent(body, billing) });
    return true;
  } catch (error) {
    logError({ event: "notApplied", messageId, ...(error instanceof DomainError && { code: error.code }) }, error);
    return false;
  }
}
