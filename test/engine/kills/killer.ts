import type { LocalStack } from "../../../local/local-stack.ts";

const workers = ["billing", "resend"] as const;
type Worker = (typeof workers)[number];

/** All kills are due before so much of the run is over: the rest is for those that find nobody at first. */
const lastDue = 0.8;

/** A worker that is due is let go on for up to so many moments more. */
const mostLetPass = 4;

/**
 * Kills billing and resend by turns, spread evenly over the run. It is told of every moment at which something happens; of
 * those at which the worker whose turn it is is in the middle of its work it takes one by chance. A kill that hits nobody
 * is none.
 */
export class Killer {
  readonly hits: Record<Worker, number> = { billing: 0, resend: 0 };
  readonly #functions: LocalStack["functions"];
  readonly #random: () => number;
  readonly #wanted: number;
  #letPass = 0;

  constructor(functions: LocalStack["functions"], wanted: number, random: () => number) {
    this.#functions = functions;
    this.#wanted = wanted;
    this.#random = random;
  }

  get killed(): number {
    return this.hits.billing + this.hits.resend;
  }

  /** Whether all kills have found somebody. */
  get isDone(): boolean {
    return this.killed === this.#wanted;
  }

  /** Something has happened, when so much of the run is over (0 to 1). */
  moment(progress: number): void {
    const worker = workers[this.killed % workers.length] as Worker;
    const isDue = !this.isDone && this.killed <= (progress / lastDue) * this.#wanted;
    if (!isDue || this.#functions.working(worker) === 0 || this.#letPass-- > 0) return;
    this.#functions.kill(worker);
    this.hits[worker] += 1;
    this.#letPass = Math.floor(this.#random() * mostLetPass);
  }
}
