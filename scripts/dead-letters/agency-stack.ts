import { queueNames, queueTable, titled } from "../../lib/messaging/queue-table.ts";
import type { Aws } from "../aws/command-line-tool.ts";
import { aboutBody, type DeadLetter, givenUpFor, objectOf, parsedBody } from "./dead-letter.ts";
import {
  deleteMessage,
  giveBack,
  type ReceivedMessage,
  receiveAll,
  type StackQueues,
  stackQueues,
  type WaitingQueue,
} from "./stack-queues.ts";

export interface DeployedAgency {
  readonly stackName: string;
  readonly busName: string;
  /** The log group of a function. */
  readonly functionLog: (functionName: string) => string;
}

/** What became of a queue's messages. */
export interface Redriven {
  readonly queue: string;
  readonly redriven: number;
  /** Messages that stay where they are, each with why. */
  readonly failures: readonly string[];
}

/** The function whose failures are in each queue of dead letters: its log says why. */
export const consumerOf: ReadonlyMap<string, string> = new Map(
  queueNames.map((name) => [`${titled(name)}DeadLetters`, queueTable[name].consumer]),
);

/** Everything that waits for a person in the queues of an agency's stack; it stays there. */
export function deployedDeadLetters(aws: Aws, agency: DeployedAgency): DeadLetter[] {
  return stackQueues(aws, agency.stackName).waiting.flatMap((queue) => {
    const messages = receiveAll(aws, queue.url);
    giveBack(aws, queue.url, messages);
    const consumer = consumerOf.get(queue.name);
    const reasons = loggedReasons(aws, consumer && agency.functionLog(consumer), messages);
    const unknown = consumer === undefined ? "no reason given" : `see the log of ${consumer}`;
    return messages.map((message) => ({
      queue: queue.name,
      messageId: message.MessageId,
      attempts: Number(attribute(message, "attempts") ?? message.Attributes?.["ApproximateReceiveCount"] ?? 0),
      sentAt: new Date(sentMillis(message)).toISOString(),
      reason:
        attribute(message, "ERROR_CODE") ??
        givenUpFor({
          code: attribute(message, "code"),
          pointer: attribute(message, "pointer"),
          error: attribute(message, "reason"),
        }) ??
        reasons.get(message.MessageId) ??
        unknown,
      about: aboutBody(parsedBody(message.Body)),
    }));
  });
}

/** Sends everything on: dead letters back into their queue, undelivered messages to their target. */
export function redriveDeployed(aws: Aws, agency: DeployedAgency): Redriven[] {
  const queues = stackQueues(aws, agency.stackName);
  return queues.waiting.map((queue) =>
    queue.kind === "DEAD_LETTERS" ? moveBack(aws, queue) : deliverAll(aws, queue, queues, agency.busName),
  );
}

const sentMillis = ({ Attributes }: ReceivedMessage) => Number(Attributes?.["SentTimestamp"] ?? 0);
const attribute = ({ MessageAttributes }: ReceivedMessage, name: string) => MessageAttributes?.[name]?.StringValue;

/** Why a function failed with messages, by message id: the error's name, and the code of a refusal. */
function loggedReasons(aws: Aws, functionLog: string | undefined, messages: readonly ReceivedMessage[]) {
  const reasons = new Map<string, string>();
  if (functionLog === undefined || messages.length === 0) return reasons;
  const { events = [] } = aws([
    "logs",
    "filter-log-events",
    "--log-group-name",
    functionLog,
    "--filter-pattern",
    '{ $.event = "notHandled" }',
    "--start-time",
    String(Math.min(...messages.map(sentMillis))),
  ]) as { events?: readonly { readonly message: string }[] };
  for (const { message } of events) {
    const { messageId, error, code } = objectOf(parsedBody(message));
    // The last attempt's line comes last.
    if (typeof messageId === "string")
      reasons.set(messageId, [error, code].filter((each) => each !== undefined).join(" "));
  }
  return reasons;
}

function moveBack(aws: Aws, { name, url, failedIn }: WaitingQueue): Redriven {
  // Messages that were just looked at may still count as in flight.
  const counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
  const { Attributes } = aws([
    "sqs",
    "get-queue-attributes",
    "--queue-url",
    url,
    "--attribute-names",
    "QueueArn",
    ...counts,
  ]) as {
    Attributes: Record<string, string>;
  };
  const waiting = counts.reduce((sum, count) => sum + Number(Attributes[count] ?? 0), 0);
  if (waiting === 0) return { queue: name, redriven: 0, failures: [] };
  try {
    const { QueueArn: source = "" } = Attributes;
    const to = failedIn === undefined ? [] : ["--destination-arn", source.replace(/[^:]*$/, failedIn)];
    aws(["sqs", "start-message-move-task", "--source-arn", source, ...to]);
    return { queue: name, redriven: waiting, failures: [] };
  } catch (error) {
    return { queue: name, redriven: 0, failures: [textOf(error)] };
  }
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function deliverAll(aws: Aws, { name, url }: WaitingQueue, queues: StackQueues, busName: string): Redriven {
  const failures: string[] = [];
  let redriven = 0;
  for (const message of receiveAll(aws, url)) {
    try {
      deliver(aws, message, queues, busName);
      deleteMessage(aws, url, message);
      redriven += 1;
    } catch (error) {
      giveBack(aws, url, [message]);
      failures.push(`${message.MessageId}: ${textOf(error)}`);
    }
  }
  return { queue: name, redriven, failures };
}

/**
 * Delivers to the queue or bus of a rule, to the function of a schedule, or to the agency's bus: what the bus itself could not
 * take has no target, and nobody got it.
 */
function deliver(aws: Aws, message: ReceivedMessage, { urls }: StackQueues, busName: string): void {
  const target = attribute(message, "TARGET_ARN");
  const service = target?.split(":")[2];
  if (target === undefined) putEvent(aws, message, busName);
  else if (service === "events") putEvent(aws, message, target);
  else if (service === "sqs") {
    const url = urls.get(target.split(":").at(-1) ?? "");
    if (url === undefined) throw new Error(`${target} is no queue of this stack.`);
    aws(["sqs", "send-message"], { json: { QueueUrl: url, MessageBody: message.Body } });
  } else if (service === "lambda") {
    // The function's answer does not matter here.
    const invoke = ["lambda", "invoke", "--function-name", target, "--invocation-type", "Event"];
    aws([...invoke, "/dev/null"], { payload: message.Body });
  } else throw new Error(`Nothing is known of a target like ${target}.`);
}

function putEvent(aws: Aws, { Body }: ReceivedMessage, busName: string): void {
  const event = objectOf(parsedBody(Body));
  const Entries = [
    {
      EventBusName: busName,
      Source: event["source"],
      DetailType: event["detail-type"],
      Detail: JSON.stringify(event["detail"]),
      ...(typeof event["time"] === "string" && { Time: event["time"] }),
    },
  ];
  const { FailedEntryCount = 0 } = aws(["events", "put-events"], { json: { Entries } }) as {
    FailedEntryCount?: number;
  };
  if (FailedEntryCount > 0) throw new Error(`The bus ${busName} refused it.`);
}
