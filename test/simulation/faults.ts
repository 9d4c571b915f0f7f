/** How often each fault happens: a share of what it can happen to. */
export interface FaultRates {
  /** Invocations that end at a random point before or after something they wait for, and never go on. */
  readonly crash: number;
  /** Transactions that another one holds up: TransactionConflict, nothing written. */
  readonly conflict: number;
  /** Requests to the table that are throttled. */
  readonly throttle: number;
  /** Requests that are not answered in time: half of them are never carried out, the others late. */
  readonly timeout: number;
  /** Requests that are carried out and answered with an error. */
  readonly lostReply: number;
  /** Queries that answer less than a page, batch reads that leave keys unprocessed. */
  readonly shortPage: number;
  /** Calls of PutEvents of which some entries, or the only one, are refused. */
  readonly refusedEntries: number;
  /** Events that reach the billing queue twice. */
  readonly duplicate: number;
  /** Messages that are overtaken by 1 up to `mostDisplaced` later ones. */
  readonly displaced: number;
  readonly mostDisplaced: number;
  /** Invocations whose clock is minutes off, ahead or behind. */
  readonly clockJump: number;
  /** Replies of the API that don't reach their caller. */
  readonly unheardReply: number;
}

/** The faults that everything has to hold under. */
export const usualFaults: FaultRates = {
  crash: 0.05,
  conflict: 0.1,
  throttle: 0.005,
  timeout: 0.005,
  lostReply: 0.01,
  shortPage: 0.02,
  refusedEntries: 0.01,
  duplicate: 0.3,
  displaced: 0.3,
  mostDisplaced: 1000,
  clockJump: 0.02,
  unheardReply: 0.01,
};

/** So much of everything that faults meet: what is rare otherwise, such as a conflict after a reply that did not come. */
export const harshFaults: FaultRates = {
  ...usualFaults,
  crash: 0.15,
  conflict: 0.4,
  throttle: 0.05,
  timeout: 0.08,
  lostReply: 0.08,
  shortPage: 0.2,
  refusedEntries: 0.3,
  unheardReply: 0.1,
};

export const noFaults = Object.fromEntries(
  Object.keys(usualFaults).map((fault) => [fault, 0]),
) as unknown as FaultRates;

/** What happened in a run, counted: what could have gone wrong, and what did. */
export class Tally {
  readonly counts: Record<string, number> = {};

  add(what: string, by = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + by;
  }
  of(what: string): number {
    return this.counts[what] ?? 0;
  }
  /** The share of `whole` that `part` is. */
  share(part: string, whole: string): number {
    return this.of(part) / Math.max(1, this.of(whole));
  }
}
