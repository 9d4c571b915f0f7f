import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { DomainError } from "../../domain/domain-error.ts";
import { type LogEntry, logError, logInfo } from "../runtime/log.ts";
import { traceIn } from "../runtime/trace.ts";
import { applyEvent, type Delivered, deliveredIn } from "./apply-event.ts";
import type { BillingServices } from "./apply-service-event.ts";

/** Each message by itself: one that fails comes again, and ends in the dead-letter queue when it keeps failing. */
export async function applyBatch(batch: SQSEvent, services: BillingServices): Promise<SQSBatchResponse> {
  const outcomes = await Promise.all(batch.Records.map((record) => isApplied(record, services)));
  const failed = batch.Records.filter((_, index) => !outcomes[index]);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function isApplied({ messageId, body }: SQSRecord, services: BillingServices): Promise<boolean> {
  let about: Partial<LogEntry> = {};
  try {
    const delivered = deliveredIn(body);
    about = idsIn(delivered);
    const outcome = await applyEvent(delivered, services);
    if (outcome === "SUPERSEDED") services.measure({ EventsSuperseded: 1 });
    logInfo({ event: "handled", messageId, ...about, outcome });
    return true;
  } catch (error) {
    const code = error instanceof DomainError ? error.code : undefined;
    logError({ event: "notApplied", messageId, ...about, code }, error);
    return false;
  }
}

/** What the event is about, with the trace that began with a user's request. The billing engine's own events carry none. */
function idsIn(delivered: Delivered): Partial<LogEntry> {
  const { "detail-type": detailType, detail } = delivered;
  const { metadata, data } = detail;
  return {
    detailType,
    eventId: metadata?.eventId ?? ("id" in delivered ? delivered.id : undefined),
    traceId: traceIn(metadata && "traceparent" in metadata ? metadata.traceparent : undefined)?.traceId,
    clientId: data.clientId,
    ...("authorizationId" in data && { authorizationId: data.authorizationId ?? undefined }),
  };
}
