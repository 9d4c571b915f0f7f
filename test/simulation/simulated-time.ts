/** What is planned, by time and, at the same time, in the order of planning: a binary heap over parallel arrays. */
class Agenda {
  readonly #millis: number[] = [];
  readonly #numbers: number[] = [];
  readonly #actions: (() => void)[] = [];
  #planned = 0;

  get size(): number {
    return this.#actions.length;
  }

  add(millis: number, action: () => void): void {
    let place = this.#actions.length;
    this.#set(place, millis, this.#planned++, action);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  /** Takes the next action off; its time was `nextMillis`. */
  take(): () => void {
    const first = this.#actions[0] as () => void;
    const last = this.#actions.length - 1;
    this.#swap(0, last);
    this.#millis.pop();
    this.#numbers.pop();
    this.#actions.pop();
    for (let place = 0; ; ) {
      let least = place;
      const left = 2 * place + 1;
      const right = left + 1;
      if (left < last && this.#isBefore(left, least)) least = left;
      if (right < last && this.#isBefore(right, least)) least = right;
      if (least === place) return first;
      this.#swap(place, least);
      place = least;
    }
  }

  get nextMillis(): number {
    return this.#millis[0] as number;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#millis[a] as number) - (this.#millis[b] as number);
    return difference < 0 || (difference === 0 && (this.#numbers[a] as number) < (this.#numbers[b] as number));
  }

  #set(place: number, millis: number, number: number, action: () => void): void {
    this.#millis[place] = millis;
    this.#numbers[place] = number;
    this.#actions[place] = action;
  }

  #swap(a: number, b: number): void {
    const millis = this.#millis[a] as number;
    const number = this.#numbers[a] as number;
    const action = this.#actions[a] as () => void;
    this.#set(a, this.#millis[b] as number, this.#numbers[b] as number, this.#actions[b] as () => void);
    this.#set(b, millis, number, action);
  }
}

/** Cheaper than queueMicrotask, which keeps a context for each. */
const settled = Promise.resolve();

/** After so many steps other things of this process get their turn: a test runner wants to hear from it. */
const stepsWithoutPause = 5000;

/**
 * Time that passes only when nothing else is left to do. Whatever waits plans its wake-up here; one action runs, all
 * code that it set going runs until it waits again, then the next action's time is now. So a run takes no real time, and
 * the order of everything follows from what was planned, nothing else.
 */
export class SimulatedTime {
  /** Epoch milliseconds. */
  nowMillis: number;
  steps = 0;
  readonly #agenda = new Agenda();
  #failure: unknown;

  constructor(startAt: string) {
    this.nowMillis = Date.parse(startAt);
  }

  /** Plans an action in so many milliseconds. */
  after(delayMillis: number, action: () => void): void {
    this.#agenda.add(this.nowMillis + delayMillis, action);
  }

  sleep(delayMillis: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMillis, resolve));
  }

  /** Ends the run with this error, from wherever it was noticed. */
  fail(error: unknown): void {
    this.#failure ??= error;
  }

  /** Lets time pass until `isDone`. Throws what `fail` was told, and when nothing is planned any more or it takes too long. */
  runUntil(isDone: () => boolean, mostMillis: number): Promise<void> {
    const deadline = this.nowMillis + mostMillis;
    return new Promise((resolve, reject) => {
      const step = () => {
        try {
          if (this.#failure !== undefined) throw this.#failure;
          if (isDone()) return resolve();
          this.#takeStep(deadline);
        } catch (error) {
          return reject(error);
        }
        // Node runs a nextTick that is asked for by a microtask once there are no microtasks left: everything waits again.
        if (this.steps % stepsWithoutPause === 0) setImmediate(step);
        else void settled.then(() => process.nextTick(step));
      };
      step();
    });
  }
  #takeStep(deadline: number): void {
    if (this.#agenda.size === 0) throw new Error("Everything waits for something that never comes.");
    if (this.#agenda.nextMillis > deadline) throw new Error(`Not done by ${new Date(deadline).toISOString()}.`);
    this.nowMillis = Math.max(this.nowMillis, this.#agenda.nextMillis);
    this.steps += 1;
    this.#agenda.take()();
  }
}
