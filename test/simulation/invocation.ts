import type { SimulatedTime } from "./simulated-time.ts";

/** What a function that died waits for. */
const never = new Promise<never>(() => {});

/** One call of a function, from its start to its answer or its death. */
export class Invocation {
  /** Points passed where it could have died: two for each thing that it waited for. */
  points = 0;
  isOver = false;
  readonly #time: SimulatedTime;
  readonly #deadlineMillis: number;
  readonly #crashPoint: number;
  readonly #died: (why: "CRASHED" | "TIMED_OUT") => void;

  /** @param crashPoint the point at which it dies; below 0: it does not */
  constructor(
    time: SimulatedTime,
    limits: { timeoutMillis: number; crashPoint: number },
    died: (why: "CRASHED" | "TIMED_OUT") => void,
  ) {
    this.#time = time;
    this.#deadlineMillis = time.nowMillis + limits.timeoutMillis;
    this.#crashPoint = limits.crashPoint;
    this.#died = died;
  }

  get remainingMillis(): number {
    return this.#deadlineMillis - this.#time.nowMillis;
  }

  /**
   * Something that the function waits for and that happens in so many milliseconds. A request that has left happens even
   * when the function dies meanwhile; the function then never hears of it.
   */
  waitFor<Result>(delayMillis: number, happens: () => Result): Promise<Result> {
    if (!this.#survives()) return never;
    return new Promise((resolve, reject) => {
      this.#time.after(delayMillis, () => {
        let settle: () => void;
        try {
          const result = happens();
          settle = () => resolve(result);
        } catch (error) {
          settle = () => reject(error);
        }
        if (this.#survives()) settle();
      });
    });
  }

  #survives(): boolean {
    if (this.isOver) return false;
    const crashes = this.points++ === this.#crashPoint;
    if (!crashes && this.remainingMillis > 0) return true;
    this.isOver = true;
    this.#died(crashes ? "CRASHED" : "TIMED_OUT");
    return false;
  }
}
