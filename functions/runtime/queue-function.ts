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
  /**
   * Handles the events of one subject, in the order in which they occurred. Answers the outcome of each, or the error of one that
   * failed; throws when all have failed.
   */
  readonly handle: (events: readonly Event[]) => Promise<readonly (string | Error)[]>;
}

/** A Lambda function that takes its work from queues. */
export function queueFunction<Event extends BusEvent>(work: QueueWork<Event>, services: WithDeadLetters) {
  return middy((batch: SQSEvent) => handleBatch(batch, work, services)).before(callBegins);
}

/** Hands over the events of each subject together, of all subjects at the same time, and tells SQS which have to come again. */
export async function handleBatch<Event extends BusEvent>(
  { Records }: SQSEvent,
  work: QueueWork<Event>,
  services: WithDeadLetters,
): Promise<SQSBatchResponse> {
  const messages = Records.map((record) => messageIn(record, work));
  const inOrder = messages
    .filter((message) => "event" in message)
    .sort((one, other) => occurredAtOf(one.event).getTime() - occurredAtOf(other.event).getTime());
  const ofSubjects = Map.groupBy(inOrder, ({ event }) => work.subjectOf(event)).values();
  const handled = [...ofSubjects].map(async (ofOne) => {
    const outcomes = await work.handle(ofOne.map(({ event }) => event)).catch((error) => ofOne.map(() => error));
    return ofOne.map((message, index) => ({ ...message, outcome: outcomes[index] }));
  });
  const ended = [...messages.filter((message) => "outcome" in message), ...(await Promise.all(handled)).flat()];
  const done = await Promise.all(ended.map((message) => isDone(message, services)));
  const failed = ended.filter((_, index) => !done[index]);
  return { batchItemFailures: failed.map(({ record: { messageId } }) => ({ itemIdentifier: messageId })) };
}

interface Message {
  readonly record: SQSRecord;
  readonly ids: Partial<LogEntry>;
}

/** A message with its event, or with the error that it is none. */
function messageIn<Event extends BusEvent>(
  record: SQSRecord,
  work: QueueWork<Event>,
): Message & ({ readonly event: Event } | { readonly outcome: unknown }) {
  const { messageId, body } = record;
  try {
    const event = work.eventIn(body);
    return { record, ids: { messageId, ...envelopeIds(event), ...work.idsOf(event) }, event };
  } catch (error) {
    return { record, ids: { messageId }, outcome: error };
  }
}

/** A message that no further attempt helps, or that failed too often, goes to the dead letters here: SQS could not say why. */
async function isDone(
  { record, ids, outcome }: Message & { readonly outcome: unknown },
  services: WithDeadLetters,
): Promise<boolean> {
  if (typeof outcome === "string") {
    logInfo({ event: "handled", ...ids, outcome });
    return true;
  }
  const letter = deadLetterOf(record, outcome);
  const faults = letter.faults.map(({ pointer, code }) => `${pointer} ${code}`);
  logError({ event: "notHandled", ...ids, code: letter.code, faults }, outcome);
  return isGivenUp(letter, services) && isKept(letter, ids, services);
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
