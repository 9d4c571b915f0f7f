import type { SQSBatchResponse } from "aws-lambda";
import type { DeadLetter } from "../../functions/runtime/dead-letters.ts";
import type { QueueRow } from "../../lib/messaging/queue-table.ts";
import type { TakenEvent } from "./event-bus.ts";
import type { FaultRates, Tally } from "./faults.ts";
import { raise, sdkError, timeoutMillis } from "./faulty-table.ts";
import type { Random } from "./random.ts";
import type { SimulatedTime } from "./simulated-time.ts";

/** As the stack sets them: `lib/messaging/event-queue.ts`. */
const visibilityMillis = 180_000;
export const mostAttempts = 5;
const mostReceives = 2 * mostAttempts;
/** A message that is held back is let go when nothing overtakes it any more. */
const longestHeldMillis = 10 * 60_000;

export interface Message {
  readonly messageId: string;
  readonly body: string;
  receives: number;
}

/** A queue with at-least-once delivery to billing: batches, redelivery, dead letters. */
export class BillingQueue {
  readonly deadLetters: Message[] = [];
  readonly #row: QueueRow;
  readonly #time: SimulatedTime;
  readonly #random: Random;
  readonly #tally: Tally;
  readonly #deliver: (messages: readonly Message[]) => Promise<SQSBatchResponse | null>;
  readonly #rates: () => FaultRates;
  #ready: Message[] = [];
  readonly #held = new Set<Message>();
  /** The held ones by the number of the arrival that lets them go. */
  readonly #heldUntil = new Map<number, Message[]>();
  #arrived = 0;
  #givenUp = 0;
  #batches = 0;
  #isPolling = false;
  /** Handed out, waiting to be handed out again, or held back. */
  #outstanding = 0;

  /** @param deliver the function; null when it died */
  constructor(
    row: QueueRow,
    world: { time: SimulatedTime; random: Random; tally: Tally },
    rates: () => FaultRates,
    deliver: (messages: readonly Message[]) => Promise<SQSBatchResponse | null>,
  ) {
    this.#row = row;
    this.#time = world.time;
    this.#random = world.random;
    this.#tally = world.tally;
    this.#rates = rates;
    this.#deliver = deliver;
  }

  get isEmpty(): boolean {
    return this.#outstanding === 0;
  }

  /** Whether the stack's rule lets such an event in. */
  takes({ source, detailType }: TakenEvent): boolean {
    return this.#row.source === source && this.#row.detailTypes.includes(detailType);
  }

  /** Takes a message in: perhaps twice, perhaps overtaken by later ones. */
  send(body: string): void {
    const { duplicate, displaced, mostDisplaced } = this.#rates();
    this.#tally.add("sent");
    const copies = this.#random.chance(duplicate) ? 2 : 1;
    if (copies === 2) this.#tally.add("duplicates");
    for (let copy = 0; copy < copies; copy++) {
      this.#arrived += 1;
      this.#outstanding += 1;
      this.#tally.add("messages");
      const message = { messageId: `m-${this.#arrived}`, body, receives: 0 };
      if (!this.#random.chance(displaced)) this.#makeReady(message);
      else {
        this.#tally.add("displaced");
        this.#hold(message, this.#arrived + this.#random.between(1, mostDisplaced));
      }
      this.#letOvertakenGo();
    }
  }

  /** Sends all dead letters back to their queue, as an operator does. */
  redrive(): void {
    for (const message of this.deadLetters.splice(0)) {
      this.#tally.add("redriven");
      this.#outstanding += 1;
      this.#makeReady({ ...message, receives: 0 });
    }
  }

  /** What a SendMessage to the dead letters will come to, and when. */
  plannedDeadLetter({ body, attempts }: DeadLetter, { timeout, lostReply }: FaultRates) {
    const keep = () => {
      this.#tally.add(attempts < mostAttempts ? "givenUpAtOnce" : "givenUpAtLast");
      this.deadLetters.push({ messageId: `d-${++this.#givenUp}`, body, receives: 0 });
    };
    const fails = () => raise(sdkError("TimeoutError"));
    if (this.#random.chance(timeout)) return { delayMillis: timeoutMillis, happens: fails };
    const delayMillis = 5 + this.#random.fraction() * 20;
    if (!this.#random.chance(lostReply)) return { delayMillis, happens: keep };
    return {
      delayMillis,
      happens: () => {
        keep();
        fails();
      },
    };
  }

  #hold(message: Message, until: number): void {
    this.#held.add(message);
    const others = this.#heldUntil.get(until);
    if (others === undefined) this.#heldUntil.set(until, [message]);
    else others.push(message);
    this.#time.after(longestHeldMillis, () => this.#letGo(message));
  }

  #letOvertakenGo(): void {
    for (const message of this.#heldUntil.get(this.#arrived) ?? []) this.#letGo(message);
    this.#heldUntil.delete(this.#arrived);
  }

  #letGo(message: Message): void {
    if (this.#held.delete(message)) this.#makeReady(message);
  }

  #makeReady(message: Message): void {
    this.#ready.push(message);
    this.#poll();
  }

  #poll(): void {
    if (this.#isPolling || this.#batches === this.#row.atOnce || this.#ready.length === 0) return;
    this.#isPolling = true;
    // Long enough that a batch has more than one message now and then.
    this.#time.after(20 + this.#random.below(200), () => {
      this.#isPolling = false;
      void this.#handOut();
      this.#poll();
    });
  }

  async #handOut(): Promise<void> {
    const taken = this.#ready.splice(0, this.#row.batchSize);
    const batch = taken.filter((message) => !this.#isDead(message));
    if (batch.length === 0) return;
    this.#batches += 1;
    const answer = await this.#deliver(batch);
    this.#batches -= 1;
    const failed = answer === null ? null : new Set(answer.batchItemFailures.map((each) => each.itemIdentifier));
    const known = new Set(batch.map(({ messageId }) => messageId));
    // As SQS takes it: a function that fails, or names a message that it was not given, has handled none.
    const allFail = failed === null || [...failed].some((messageId) => !known.has(messageId));
    for (const message of batch) {
      if (allFail || failed.has(message.messageId)) {
        this.#tally.add("redelivered");
        this.#time.after(visibilityMillis, () => this.#makeReady(message));
      } else this.#outstanding -= 1;
    }
    this.#poll();
  }

  #isDead(message: Message): boolean {
    if (message.receives === mostReceives) {
      this.#tally.add("deadLetters");
      this.#outstanding -= 1;
      this.deadLetters.push(message);
      return true;
    }
    message.receives += 1;
    return false;
  }
}
