import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Fault } from "../../domain/domain-error.ts";
import { environment, fromEnvironment } from "./environment.ts";

/** A message that is given up, and why: codes, names of fields and rules, and nothing of what a field held. */
export interface DeadLetter {
  /** The ARN of the queue that it came from. */
  readonly queue: string;
  readonly body: string;
  readonly code: string;
  readonly faults: readonly Fault[];
  readonly reason: string;
  /** How often it was handed out. */
  readonly attempts: number;
}

/** Keeps a message for a person. Throws when it can't: then the message is still in its queue. */
type KeepDeadLetter = (letter: DeadLetter) => Promise<void>;

export interface WithDeadLetters {
  readonly keepDeadLetter: KeepDeadLetter;
  /** After so many a message that fails is given up. */
  readonly mostAttempts: number;
}

export function withDeadLetters(): WithDeadLetters {
  const { DEAD_LETTERS, MOST_ATTEMPTS } = fromEnvironment(environment.deadLetters);
  return { keepDeadLetter: deadLetterQueues(DEAD_LETTERS), mostAttempts: MOST_ATTEMPTS };
}

function deadLetterQueues(urls: Readonly<Record<string, string>>, sqs = openedClient()): KeepDeadLetter {
  return async ({ queue, body, code, faults: [fault], reason, attempts }) => {
    const attributes = { code, ...(fault?.pointer && { pointer: fault.pointer }), reason, attempts: String(attempts) };
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl: urls[queue], MessageBody: body, MessageAttributes }));
  };
}

function openedClient(): SQSClient {
  return new SQSClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
    useQueueUrlAsEndpoint: false,
    logger: {} as never,
  });
}
