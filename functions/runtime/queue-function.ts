import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { DomainError } from "../../domain/domain-error.ts";
import { callBegins } from "./call-time.ts";
import type { DeadLetter, WithDeadLetters } from "./dead-letters.ts";
import { type LogEntry, logError, logInfo } from "./log.ts";
import { traceIn } from "./trace.ts";

/** The part of an event that is logged. The billing engine's events may have no metadata. */
interface BusEvent {
  readonly "detail-type": string;
  /** The bus's own id. */
  readonly id?: string;
  readonly detail: {
    readonly metadata?: { readonly eventId?: string | null; readonly traceparent?: string } | null;
  };
}

/** What a function does with the events that its queues hand it. */
export interface QueueWork<Event extends BusEvent> {
  /** The event in a message. Throws when it is not well formed. */
  readonly eventIn: (body: string) => Event;
  /** The ids that it is about. */
  readonly idsOf: (event: Event) => Partial<LogEntry>;
  /** Answers the outcome. Throws for what the rules refuse, or what can't be stored now. */
  readonly handle: (event: Event) => Promise<string>;
}

/** A Lambda function that takes its work from queues. */
export function queueFunction<Event extends BusEvent>(work: QueueWork<Event>, services: WithDeadLetters) {
  return middy((batch: SQSEvent) => handleBatch(batch, work, services)).before(callBegins);
}

/**
 * Each message by itself. One that fails comes again; what no further attempt helps, or failed too often, is put among the dead
 * letters here, since SQS itself could not say why.
 */
export async function handleBatch<Event extends BusEvent>(
  { Records }: SQSEvent,
  work: QueueWork<Event>,
  services: WithDeadLetters,
): Promise<SQSBatchResponse> {
  const done = await Promise.all(Records.map((record) => isDone(record, work, services)));
  const failed = Records.filter((_, index) => !done[index]);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function isDone<Event extends BusEvent>(
  record: SQSRecord,
  work: QueueWork<Event>,
  services: WithDeadLetters,
): Promise<boolean> {
  let about: Partial<LogEntry> = { messageId: record.messageId };
  try {
    const event = work.eventIn(record.body);
    about = { ...about, ...envelopeOf(event), ...work.idsOf(event) };
    logInfo({ event: "handled", ...about, outcome: await work.handle(event) });
    return true;
  } catch (error) {
    const letter = deadLetterOf(record, error);
    const faults = letter.faults.map(({ pointer, code }) => `${pointer} ${code}`);
    logError({ event: "notHandled", ...about, code: letter.code, faults }, error);
    // An event that breaks the contract will never do better.
    const isGivenUp = letter.code === "VALIDATION_FAILED" || letter.attempts >= services.mostAttempts;
    return isGivenUp && isKept(letter, about, services);
  }
}

/** With the trace of the user's request. */
function envelopeOf({ "detail-type": detailType, id, detail: { metadata } }: BusEvent): Partial<LogEntry> {
  return { detailType, eventId: metadata?.eventId ?? id, traceId: traceIn(metadata?.traceparent)?.traceId };
}

/** A refusal has ids and names of fields. Any other error's message may quote stored or sent data: only its name is kept. */
function deadLetterOf({ eventSourceARN: queue, body, attributes }: SQSRecord, error: unknown): DeadLetter {
  const message = { queue, body, attempts: Number(attributes.ApproximateReceiveCount) };
  if (error instanceof DomainError)
    return { ...message, code: error.code, faults: error.faults, reason: error.message };
  return { ...message, code: "INTERNAL", faults: [], reason: error instanceof Error ? error.name : typeof error };
}

/** If it can't be kept now, the attempt counts as failed: the message comes again, or SQS moves it. */
async function isKept(letter: DeadLetter, about: Partial<LogEntry>, services: WithDeadLetters): Promise<boolean> {
  try {
    await services.keepDeadLetter(letter);
    return true;
  } catch (error) {
    logError({ event: "notKept", ...about }, error);
    return false;
  }
}
