import { createHash } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { ended, listen, readBody } from "../gateway/http.ts";
import { ownServer } from "../gateway/own-address.ts";
import { callerOf, replyToSdk } from "../gateway/sdk-requests.ts";
import type { Grants } from "../roles/grants.ts";
import type { Queue } from "./queue.ts";

/** What SQS takes of a message with its attributes. */
const mostBytes = 1024 * 1024;

interface SendMessage {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
}

/**
 * The address that functions know as SQS, with a function's name as its path: its role has to allow what it sends. It speaks as
 * much of the SDK's JSON protocol as SendMessage needs.
 */
export class SendMessageEndpoint {
  private readonly queues: readonly Queue[];
  private readonly grants: Grants;
  private readonly server: Server;

  constructor(queues: readonly Queue[], grants: Grants) {
    this.queues = queues;
    this.grants = grants;
    this.server = ownServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => fail(response, 500, "InternalFailure", String(error)));
    });
  }

  /** @returns the endpoint's address */
  async start(): Promise<string> {
    return `http://127.0.0.1:${await listen(this.server, 0)}`;
  }

  stop(): Promise<void> {
    return ended(this.server);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, mostBytes);
    if (request.headers["x-amz-target"] !== "AmazonSQS.SendMessage") {
      fail(response, 400, "UnknownOperationException", "The local queues know SendMessage only.");
      return;
    }
    if (body === undefined) {
      fail(response, 400, "InvalidParameterValue", "The message is longer than SQS takes.");
      return;
    }
    const sent = JSON.parse(body.toString("utf8")) as SendMessage;
    const queue = this.queues.find(({ arn }) => arn.split(":").at(-1) === sent.QueueUrl.split("/").at(-1));
    if (queue === undefined) {
      fail(response, 400, "QueueDoesNotExist", "The specified queue does not exist.");
      return;
    }
    const access = { action: "sqs:SendMessage", resourceArn: queue.arn, context: {} };
    const refusal = this.grants.refusal(callerOf(request), [access]);
    if (refusal !== undefined) {
      fail(response, 400, "AccessDeniedException", refusal);
      return;
    }
    const MD5OfMessageBody = createHash("md5").update(sent.MessageBody).digest("hex");
    replyToSdk(response, "1.0", 200, { MessageId: this.take(queue, sent), MD5OfMessageBody });
  }

  /** What goes among the dead letters of a queue is kept for that queue, which a redrive names. */
  private take(queue: Queue, { MessageBody: body, MessageAttributes = {} }: SendMessage): string {
    const intended = this.queues.find(({ redrivePolicy }) => redrivePolicy?.deadLetters === queue);
    const attributes = Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = "" }]) => [name, StringValue]),
    );
    const messageId = queue.keepFor(intended, body, { eventId: eventIdIn(body), attributes });
    queue.announce();
    return messageId;
  }
}

/** The bus's id of an event. */
function eventIdIn(body: string): string | undefined {
  try {
    const id: unknown = (JSON.parse(body) as { id?: unknown } | null)?.id;
    return typeof id === "string" ? id : undefined;
  } catch {
    // Not everything that is given up is JSON.
    return undefined;
  }
}

function fail(response: ServerResponse, status: number, type: string, message: string): void {
  replyToSdk(response, "1.0", status, { __type: `com.amazonaws.sqs#${type}`, message });
}
