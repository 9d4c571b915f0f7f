import { createHash, randomUUID } from "node:crypto";
import type { Queue, QueueMessage } from "./queue.ts";

/** How a queue's messages get into a function: the template's AWS::Lambda::EventSourceMapping. */
export interface EventSourceSettings {
  readonly batchSize: number;
  readonly batchingWindowMillis: number;
  readonly mostBatchesAtOnce: number;
  /** Whether the function says which messages of a batch failed (ReportBatchItemFailures). */
  readonly reportsItemFailures: boolean;
  readonly region: string;
}

/** What became of one message at one attempt. */
export type AttemptOutcome = "processed" | "failed" | "dead-lettered";

export interface EventSourceDuties {
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly onOutcome: (message: QueueMessage, outcome: AttemptOutcome, error?: string) => void;
}

/** A window of seconds would only make people wait here; this is enough for batches to form. */
const longestWindowMillis = 100;

/** Which messages failed, by what the function answered. A function that answers nonsense fails the whole batch, as on AWS. */
export function failedMessages(answer: unknown, messageIds: readonly string[]): readonly string[] {
  const failures = (answer as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures;
  if (failures === undefined || failures === null) {
    return [];
  }
  if (!Array.isArray(failures)) {
    return messageIds;
  }
  const failed = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  const known = failed.filter((id): id is string => typeof id === "string" && messageIds.includes(id));
  return known.length === failed.length ? known : messageIds;
}

/** Takes messages off a queue in batches and calls a function with them. */
export class EventSource {
  private readonly queue: Queue;
  private readonly settings: EventSourceSettings;
  private readonly duties: EventSourceDuties;
  private batches = 0;
  private window: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(queue: Queue, settings: EventSourceSettings, duties: EventSourceDuties) {
    this.queue = queue;
    this.settings = settings;
    this.duties = duties;
  }

  start(): void {
    this.queue.onMessages(() => this.gather());
    this.gather();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.window);
  }

  /** Whether nothing waits and nothing is being worked on. */
  isIdle(): boolean {
    return this.batches === 0 && this.queue.size() === 0;
  }

  private gather(): void {
    const { batchingWindowMillis, batchSize } = this.settings;
    if (batchingWindowMillis === 0 || this.queue.visible() >= batchSize) {
      this.take();
    } else {
      this.window ??= setTimeout(
        () => {
          this.window = undefined;
          this.take();
        },
        Math.min(batchingWindowMillis, longestWindowMillis),
      );
    }
  }

  private take(): void {
    while (!this.stopped && this.batches < this.settings.mostBatchesAtOnce) {
      const messages = this.queue.receive(this.settings.batchSize);
      if (messages.length === 0) {
        return;
      }
      this.batches++;
      void this.process(messages).finally(() => {
        this.batches--;
        this.take();
      });
    }
  }

  private async process(messages: readonly QueueMessage[]): Promise<void> {
    const ids = messages.map(({ messageId }) => messageId);
    let failed: readonly string[] = [];
    let error = "The function named this message as failed.";
    try {
      const answer = await this.duties.invoke({ Records: messages.map((message) => this.record(message)) });
      if (this.settings.reportsItemFailures) {
        failed = failedMessages(answer, ids);
      }
    } catch (thrown) {
      failed = ids;
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
    if (this.stopped) {
      // The database may be closed. The message stays as it is, and is handed out again at the next start.
      return;
    }
    for (const message of messages) {
      if (failed.includes(message.messageId)) {
        this.duties.onOutcome(message, this.queue.handBack(message, error), error);
      } else {
        this.queue.remove(message);
        this.duties.onOutcome(message, "processed");
      }
    }
  }

  private record(message: QueueMessage) {
    return {
      messageId: message.messageId,
      receiptHandle: randomUUID(),
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        SentTimestamp: String(message.sentAtMillis),
        SenderId: "events.amazonaws.com",
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMillis),
      },
      messageAttributes: {},
      md5OfBody: createHash("md5").update(message.body).digest("hex"),
      eventSource: "aws:sqs",
      eventSourceARN: this.queue.arn,
      awsRegion: this.settings.region,
    };
  }
}
