import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { DomainError } from "../../domain/domain-error.ts";
import { type BusEvent, envelopeIds, occurredAtOf } from "./bus-event.ts";
import { callBegins } from "./call-time.ts";
import type { DeadLetter, WithDeadLetters } from "./dead-letters.ts";
import { type LogEntry, logError, logInfo } from "./log.ts";

/** What a function does with the events that its queues hand it. */
export interface QueueWork<Event extends BusEvent> {
  /** The event in a message. Throws when it is not well formed. */
  readonly eventIn: (body: string) => Event;
  /** The ids that it is about. */
  readonly idsOf: (event: Event) => Partial<LogEntry>;
  /** Events of one subject would contend for the same items. */
  readonly subjectOf: (event: Event) => string;
  /** Answers the outcome. Throws for what the rules refuse, or what can't be stored now. */
  readonly handle: (event: Event) => Promise<string>;
}

/** A Lambda function that takes its work from queues. */
export function queueFunction<Event extends BusEvent>(work: QueueWork<Event>, services: WithDeadLetters) {
  return middy((batch: SQSEvent) => handleBatch(batch, work, services)).before(callBegins);
}

/** Handles each message by itself: those of one subject one after the other, as they happened, all others at the same time. */
export async function handleBatch<Event extends BusEvent>(
  { Records }: SQSEvent,
  work: QueueWork<Event>,
  services: WithDeadLetters,
): Promise<SQSBatchResponse> {
  const messages = Records.map((record) => messageIn(record, work)).sort((one, other) => one.atMillis - other.atMillis);
  const subjects = [...Map.groupBy(messages, ({ subject }) => subject).values()];
  const failed = (await Promise.all(subjects.map((ofOne) => failedOf(ofOne, services)))).flat();
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

interface Message {
  readonly record: SQSRecord;
  readonly ids: Partial<LogEntry>;
  readonly subject: string;
  readonly atMillis: number;
  readonly handle: () => Promise<string>;
}

function messageIn<Event extends BusEvent>(record: SQSRecord, work: QueueWork<Event>): Message {
  const { messageId } = record;
  try {
    const event = work.eventIn(record.body);
    return {
      record,
      ids: { messageId, ...envelopeIds(event), ...work.idsOf(event) },
      subject: work.subjectOf(event),
      atMillis: occurredAtOf(event).getTime(),
      handle: () => work.handle(event),
    };
  } catch (error) {
    return { record, ids: { messageId }, subject: messageId, atMillis: 0, handle: () => Promise.reject(error) };
  }
}

/** Handles messages of one subject in their order. Answers those that have to come again. */
async function failedOf(messages: readonly Message[], services: WithDeadLetters): Promise<SQSRecord[]> {
  const failed: SQSRecord[] = [];
  for (const message of messages) if (!(await isDone(message, services))) failed.push(message.record);
  return failed;
}

/** A message that no further attempt helps, or that failed too often, goes to the dead letters here: SQS could not say why. */
async function isDone({ record, ids, handle }: Message, services: WithDeadLetters): Promise<boolean> {
  try {
    logInfo({ event: "handled", ...ids, outcome: await handle() });
    return true;
  } catch (error) {
    const letter = deadLetterOf(record, error);
    const faults = letter.faults.map(({ pointer, code }) => `${pointer} ${code}`);
    logError({ event: "notHandled", ...ids, code: letter.code, faults }, error);
    return isGivenUp(letter, services) && isKept(letter, ids, services);
  }
}

function isGivenUp({ code, attempts }: DeadLetter, { mostAttempts }: WithDeadLetters): boolean {
  // An event that breaks the contract will never do better.
  if (code === "VALIDATION_FAILED") return true;
  // The table was busy, or those before it took the call's time: the message only waited. SQS gives it up, much later.
  if (code === "SERVICE_UNAVAILABLE") return false;
  return attempts >= mostAttempts;
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
