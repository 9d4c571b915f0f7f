import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { DomainError } from "../../domain/domain-error.ts";
import { type LogEntry, logError, logInfo } from "../runtime/log.ts";
import { traceIn } from "../runtime/trace.ts";
import { applyEvent } from "./apply-event.ts";
import type { BillingServices } from "./apply-service-event.ts";
import { type BillingEvent, billingEventIn } from "./billing-event.ts";
import type { DeadLetter, WithDeadLetters } from "./dead-letters.ts";

/**
 * Each message by itself. One that fails comes again; what no further attempt helps, or failed too often, is put among the dead
 * letters here, since SQS itself could not say why.
 */
export async function applyBatch(
  batch: SQSEvent,
  services: BillingServices & WithDeadLetters,
): Promise<SQSBatchResponse> {
  const outcomes = await Promise.all(batch.Records.map((record) => isDone(record, services)));
  const failed = batch.Records.filter((_, index) => !outcomes[index]);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function isDone(record: SQSRecord, services: BillingServices & WithDeadLetters): Promise<boolean> {
  const { messageId, body } = record;
  let about: Partial<LogEntry> = {};
  try {
    const received = billingEventIn(body);
    about = idsIn(received);
    const outcome = await applyEvent(received, services);
    if (outcome === "SUPERSEDED") services.measure({ EventsSuperseded: 1 });
    logInfo({ event: "handled", messageId, ...about, outcome });
    return true;
  } catch (error) {
    const letter = deadLetterOf(record, error);
    const faults = letter.faults.map(({ pointer, code }) => `${pointer} ${code}`);
    logError({ event: "notApplied", messageId, ...about, code: letter.code, faults }, error);
    // Nothing but another event mends one that is not as the contract says.
    const isGivenUp = letter.code === "VALIDATION_FAILED" || letter.attempts >= services.mostAttempts;
    return isGivenUp && isKept(letter, { messageId, ...about }, services);
  }
}

/** A refusal's words hold ids and names of fields. Any other error's may quote what was stored or sent: it is told by its name. */
function deadLetterOf({ body, attributes }: SQSRecord, error: unknown): DeadLetter {
  const attempts = Number(attributes.ApproximateReceiveCount);
  if (error instanceof DomainError)
    return { body, code: error.code, faults: error.faults, reason: error.message, attempts };
  return { body, code: "INTERNAL", faults: [], reason: error instanceof Error ? error.name : typeof error, attempts };
}

/** When it can't be kept now it is as if nobody had tried: the message comes again, or SQS gives it up. */
async function isKept(letter: DeadLetter, about: Partial<LogEntry>, services: WithDeadLetters): Promise<boolean> {
  try {
    await services.keepDeadLetter(letter);
    return true;
  } catch (error) {
    logError({ event: "notKept", ...about }, error);
    return false;
  }
}

/** What the event is about, with the trace that began with a user's request. The billing engine's own events carry none. */
function idsIn(event: BillingEvent): Partial<LogEntry> {
  const { "detail-type": detailType, detail } = event;
  const { metadata, data } = detail;
  return {
    detailType,
    eventId: metadata?.eventId ?? ("id" in event ? event.id : undefined),
    traceId: traceIn(metadata && "traceparent" in metadata ? metadata.traceparent : undefined)?.traceId,
    clientId: data.clientId,
    ...("authorizationId" in data && { authorizationId: data.authorizationId ?? undefined }),
  };
}
