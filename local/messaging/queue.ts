import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

/**
 * After a failed attempt a message is handed out again after this time. On AWS it is the queue's visibility timeout, minutes
 * long; how often it is tried, and what happens then, is the stack's.
 */
const retryWaitMillis = 200;

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  /** The event of the bus it carries, if it came from there. */
  readonly eventId: string | undefined;
  readonly sentAtMillis: number;
  readonly firstReceivedAtMillis: number;
  readonly receiveCount: number;
}

export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  readonly eventId?: string;
  readonly receiveCount: number;
  readonly sentAt: string;
  /** What the last attempt failed with. */
  readonly error?: string;
  /** If a function gave it up: the code, and the field that is wrong. */
  readonly code?: string;
  readonly pointer?: string;
  readonly body: unknown;
}

export interface RedrivePolicy {
  readonly deadLetters: Queue;
  readonly maxReceiveCount: number;
}

interface Row {
  readonly message_id: string;
  readonly body: string;
  readonly event_id: string | null;
  readonly sent_at: number;
  readonly first_received_at: number | null;
  readonly receive_count: number;
  readonly error: string | null;
  readonly attributes: string | null;
}

/** The attributes of a message that a function sends among the dead letters: `functions/runtime/dead-letters.ts`. */
type Attributes = Readonly<Record<string, string>>;

/** A standard queue: each message at least once, in no promised order, and to the dead letters when it fails too often. */
export class Queue {
  /** The path of its construct, such as `Caps/Queue`. */
  readonly name: string;
  readonly arn: string;
  private readonly database: DatabaseSync;
  private readonly now: () => number;
  private policy: RedrivePolicy | undefined;
  private listener: () => void = () => {};
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(name: string, arn: string, database: DatabaseSync, now: () => number = Date.now) {
    this.name = name;
    this.arn = arn;
    this.database = database;
    this.now = now;
  }

  redriveTo(policy: RedrivePolicy): void {
    this.policy = policy;
  }

  get redrivePolicy(): RedrivePolicy | undefined {
    return this.policy;
  }

  /** Called whenever there may be messages to receive. */
  onMessages(listener: () => void): void {
    this.listener = listener;
  }

  /** Adds a message without telling anybody yet: the caller's transaction may still be undone. See `announce`. */
  send(body: string, eventId?: string): string {
    const messageId = randomUUID();
    this.database
      .prepare("INSERT INTO message (message_id, queue, event_id, body, sent_at) VALUES (?, ?, ?, ?, ?)")
      .run(messageId, this.arn, eventId ?? null, body, this.now());
    return messageId;
  }

  /** Keeps a message that could not be delivered or was given up: for a queue, to which it can be redriven, or for none. */
  keepFor(
    intended: Queue | undefined,
    body: string,
    { eventId, error, attributes }: { eventId?: string | undefined; error?: string; attributes?: Attributes },
  ): string {
    const messageId = randomUUID();
    this.database
      .prepare(
        "INSERT INTO message (message_id, queue, source_queue, event_id, body, sent_at, error, attributes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      )
      .run(
        ...[messageId, this.arn, intended?.arn ?? null, eventId ?? null, body, this.now(), error ?? null],
        attributes === undefined ? null : JSON.stringify(attributes),
      );
    return messageId;
  }

  /** Why its function gave up a message of this event; undefined when it did not. */
  givenUp(eventId: string): string | undefined {
    const row = this.database
      .prepare("SELECT attributes FROM message WHERE queue = ? AND event_id = ? AND attributes IS NOT NULL")
      .get(this.policy?.deadLetters.arn ?? null, eventId);
    return row && (JSON.parse(String(row["attributes"])) as Attributes)["reason"];
  }

  announce(): void {
    this.listener();
  }

  /** Receives up to `most` messages, which nobody else gets until `handBack` or `remove`. */
  receive(most: number): QueueMessage[] {
    const rows = this.database
      .prepare(
        `UPDATE message SET in_flight = 1, receive_count = receive_count + 1,
           first_received_at = coalesce(first_received_at, ?)
         WHERE sequence IN (
           SELECT sequence FROM message WHERE queue = ? AND in_flight = 0 AND visible_at <= ? ORDER BY sequence LIMIT ?)
         RETURNING *`,
      )
      .all(this.now(), this.arn, Date.now(), most) as unknown as Row[];
    return rows.map((row) => ({
      messageId: row.message_id,
      body: row.body,
      eventId: row.event_id ?? undefined,
      sentAtMillis: row.sent_at,
      firstReceivedAtMillis: row.first_received_at ?? row.sent_at,
      receiveCount: row.receive_count,
    }));
  }

  remove(message: QueueMessage): void {
    this.database.prepare("DELETE FROM message WHERE queue = ? AND message_id = ?").run(this.arn, message.messageId);
  }

  /**
   * Takes back a message that failed: it is handed out again a little later, or it has been received as often as the stack
   * allows and goes to the dead letters. (SQS moves it at the next attempt to receive it, which comes to the same.)
   */
  handBack(message: QueueMessage, error: string): "failed" | "dead-lettered" {
    const { policy } = this;
    if (policy && message.receiveCount >= policy.maxReceiveCount) {
      this.database
        .prepare(
          "UPDATE message SET queue = ?, source_queue = ?, in_flight = 0, visible_at = 0, error = ? WHERE message_id = ?",
        )
        .run(policy.deadLetters.arn, this.arn, error, message.messageId);
      policy.deadLetters.announce();
      return "dead-lettered";
    }
    this.database
      .prepare("UPDATE message SET in_flight = 0, visible_at = ?, error = ? WHERE message_id = ?")
      .run(Date.now() + retryWaitMillis, error, message.messageId);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.announce();
      // A millisecond more: timers may fire a fraction early, and then nothing would look again.
    }, retryWaitMillis + 1);
    this.timers.add(timer);
    return "failed";
  }

  /** How many messages there are, waiting, put off or being worked on. */
  size(): number {
    const row = this.database.prepare("SELECT count(*) AS size FROM message WHERE queue = ?").get(this.arn);
    return Number(row?.["size"]);
  }

  /** How many may be received now. */
  visible(): number {
    const row = this.database
      .prepare("SELECT count(*) AS visible FROM message WHERE queue = ? AND in_flight = 0 AND visible_at <= ?")
      .get(this.arn, Date.now());
    return Number(row?.["visible"]);
  }

  /** When the message was sent that has been here longest, in milliseconds since 1970. */
  oldestSentAtMillis(): number | undefined {
    const row = this.database.prepare("SELECT min(sent_at) AS sent_at FROM message WHERE queue = ?").get(this.arn);
    return row?.["sent_at"] === null ? undefined : Number(row?.["sent_at"]);
  }

  deadLetters(): DeadLetter[] {
    const rows = this.database
      .prepare("SELECT * FROM message WHERE queue = ? ORDER BY sequence")
      .all(this.arn) as unknown as Row[];
    return rows.map((row) => {
      const { attempts, code, pointer, reason } = JSON.parse(row.attributes ?? "{}") as Partial<Attributes>;
      const error = reason ?? row.error;
      return {
        queue: this.name,
        messageId: row.message_id,
        ...(row.event_id !== null && { eventId: row.event_id }),
        receiveCount: Number(attempts ?? row.receive_count),
        sentAt: new Date(row.sent_at).toISOString(),
        ...(error !== null && { error }),
        ...(code !== undefined && { code }),
        ...(pointer !== undefined && { pointer }),
        body: parsed(row.body),
      };
    });
  }

  /**
   * Puts what failed, or never arrived, back into this queue, to be tried anew from the first attempt. Says which. See `announce`.
   * @param ofEvent of this event of the bus alone
   */
  takeBackDeadLetters(ofEvent?: string): { readonly messageId: string; readonly eventId: string | undefined }[] {
    const rows = this.database
      .prepare(
        `UPDATE message SET queue = source_queue, source_queue = NULL, receive_count = 0, error = NULL, attributes = NULL
         WHERE source_queue = ? AND (? IS NULL OR event_id = ?) RETURNING message_id, event_id`,
      )
      .all(this.arn, ofEvent ?? null, ofEvent ?? null) as unknown as Row[];
    return rows.map((row) => ({ messageId: row.message_id, eventId: row.event_id ?? undefined }));
  }

  stop(): void {
    this.listener = () => {};
    for (const timer of this.timers) {
      clearTimeout(timer);
    }
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
