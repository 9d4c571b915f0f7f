import type { Aws } from "../aws/command-line-tool.ts";
import { type DeployedResource, deployedOfType } from "../aws/deployed-stack.ts";

/** A queue of the stack whose messages wait for a person. */
export interface WaitingQueue {
  /** The logical id without its hash, such as CapsDeadLetters. */
  readonly name: string;
  readonly url: string;
  /** DEAD_LETTERS failed in their queue, and SQS itself can move them back. UNDELIVERED never reached where they belong. */
  readonly kind: "DEAD_LETTERS" | "UNDELIVERED";
  /** The queue that dead letters failed in. SQS does not know it of those that a function put there itself. */
  readonly failedIn: string | undefined;
}

export interface StackQueues {
  readonly waiting: readonly WaitingQueue[];
  /** Every queue's address, by its ARN's last part. */
  readonly urls: ReadonlyMap<string, string>;
}

const kinds = { DeadLetters: "DEAD_LETTERS", Undelivered: "UNDELIVERED" } as const;

/** The queues of an agency's stack, by what CloudFormation says: those that keep what failed end in one of two words. */
export function stackQueues(aws: Aws, stackName: string): StackQueues {
  const queues = deployedOfType(aws, stackName, "AWS::SQS::Queue");
  const nameOf = ({ LogicalResourceId }: DeployedResource) => LogicalResourceId.replace(/[0-9A-F]{8}$/, "");
  const waiting = queues.flatMap((queue): WaitingQueue[] => {
    const name = nameOf(queue);
    const [, path, ending] = /^(\w*?)(DeadLetters|Undelivered)$/.exec(name) ?? [];
    const kind = kinds[ending as keyof typeof kinds];
    if (kind === undefined) return [];
    const source = kind === "DEAD_LETTERS" ? queues.find((each) => nameOf(each) === `${path}Queue`) : undefined;
    return [{ name, url: queue.PhysicalResourceId, kind, failedIn: source && lastPart(source) }];
  });
  return {
    waiting,
    urls: new Map(queues.map((queue) => [lastPart(queue), queue.PhysicalResourceId])),
  };
}

/** What a queue's address and its ARN both end with. */
const lastPart = ({ PhysicalResourceId: url }: Required<DeployedResource>) => url.split("/").at(-1) ?? "";

export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
}

/** Long enough to handle all of them one by one; what is left then comes back by itself. */
const outOfSightSeconds = 600;
/** One reply of SQS. */
const mostAtOnce = 10;
/** More are told in the next run. */
const most = 500;

/** Receives all that waits in a queue. Give it back (`giveBack`), or delete it (`deleteMessage`). */
export function receiveAll(aws: Aws, url: string): ReceivedMessage[] {
  const received: ReceivedMessage[] = [];
  while (received.length < most) {
    const { Messages = [] } = aws([
      "sqs",
      "receive-message",
      "--queue-url",
      url,
      "--max-number-of-messages",
      String(mostAtOnce),
      "--visibility-timeout",
      String(outOfSightSeconds),
      // Short polling asks only some of the machines that hold a queue, and may answer nothing although there is something.
      "--wait-time-seconds",
      "1",
      "--attribute-names",
      "All",
      "--message-attribute-names",
      "All",
    ]) as { Messages?: readonly ReceivedMessage[] };
    if (Messages.length === 0) break;
    received.push(...Messages);
  }
  return received;
}

export function giveBack(aws: Aws, url: string, messages: readonly ReceivedMessage[]): void {
  for (let first = 0; first < messages.length; first += mostAtOnce) {
    const Entries = messages
      .slice(first, first + mostAtOnce)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    aws(["sqs", "change-message-visibility-batch"], { json: { QueueUrl: url, Entries } });
  }
}

export function deleteMessage(aws: Aws, url: string, { ReceiptHandle }: ReceivedMessage): void {
  aws(["sqs", "delete-message"], { json: { QueueUrl: url, ReceiptHandle } });
}
