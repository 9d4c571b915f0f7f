import type { PutEventsCommand, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { FaultRates, Tally } from "./faults.ts";
import { raise, sdkError, timeoutMillis } from "./faulty-table.ts";
import type { Random } from "./random.ts";

/** An event that the bus took. */
export interface TakenEvent {
  readonly source: string;
  readonly detailType: string;
  /** JSON text. */
  readonly detail: string;
  /** The event as a rule's target gets it, in JSON. */
  readonly body: string;
}

const refusal = { ErrorCode: "ThrottlingException", ErrorMessage: "injected by the simulation" };

/** The agency's bus: takes events, keeps all it took, and hands each to `onTaken`. */
export class EventBus {
  readonly archive: TakenEvent[] = [];
  /** While true, it refuses everything: entry by entry, or the call as a whole. */
  refusesAll = false;
  onTaken: (event: TakenEvent) => void = () => {};
  readonly #random: Random;
  readonly #tally: Tally;
  #ids = 0;

  constructor(random: Random, tally: Tally) {
    this.#random = random;
    this.#tally = tally;
  }

  /** What a call of PutEvents will come to, and when. */
  planned({ input: { Entries = [] } }: PutEventsCommand, rates: FaultRates) {
    this.#tally.add("putEvents");
    const delayMillis = 5 + this.#random.fraction() * 20;
    if (this.refusesAll) {
      const refuse = this.#random.chance(0.5) ? () => raise(sdkError("InternalFailure")) : () => this.#put(Entries, []);
      return { delayMillis, happens: refuse };
    }
    if (this.#random.chance(rates.refusedEntries)) {
      this.#tally.add("partialPutEvents");
      const spared = this.#random.below(Entries.length);
      const taken = new Set(this.#random.shuffled([...Entries.keys()]).slice(0, spared));
      return { delayMillis, happens: () => this.#put(Entries, taken) };
    }
    if (this.#random.chance(rates.timeout)) {
      this.#tally.add("timeouts");
      return { delayMillis: timeoutMillis, happens: () => raise(sdkError("TimeoutError")) };
    }
    const all = new Set(Entries.keys());
    if (!this.#random.chance(rates.lostReply)) return { delayMillis, happens: () => this.#put(Entries, all) };
    this.#tally.add("lostReplies");
    return {
      delayMillis,
      happens: () => {
        this.#put(Entries, all);
        return raise(sdkError("TimeoutError"));
      },
    };
  }

  #put(entries: readonly PutEventsRequestEntry[], taken: Iterable<number>) {
    const takes = new Set(taken);
    const Entries = entries.map((entry, index) => (takes.has(index) ? { EventId: this.#take(entry) } : refusal));
    return { Entries, FailedEntryCount: entries.length - takes.size };
  }

  #take({ Source = "", DetailType = "", Detail = "", Time }: PutEventsRequestEntry): string {
    return this.take(Source, DetailType, Detail, Time ?? new Date(0));
  }

  /** Puts an event on the bus as somebody outside does; answers the bus's id of it. */
  take(source: string, detailType: string, detail: string, time: Date): string {
    this.#ids += 1;
    const id = `bus-${this.#ids}`;
    const envelope = `"id":"${id}","source":"${source}","detail-type":"${detailType}","time":"${time.toISOString()}"`;
    const event = { source, detailType, detail, body: `{"version":"0",${envelope},"detail":${detail}}` };
    this.archive.push(event);
    this.onTaken(event);
    return id;
  }
}
