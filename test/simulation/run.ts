import { SimulatedAgency } from "./agency.ts";
import { Auditor } from "./auditor.ts";
import { Caller } from "./caller.ts";
import { requireExpected } from "./ending.ts";
import { harshFaults, noFaults, usualFaults } from "./faults.ts";
import { enterCatalog } from "./setup.ts";
import { Workload } from "./workload.ts";

/** Everything that a run follows from, as `npm run simulate` takes it. */
export interface RunOptions {
  readonly seed: number;
  readonly confirmations: number;
  /** Much more of all faults than usually. */
  readonly isHarsh?: boolean;
  /** From the start, the bus refuses everything for so many simulated hours. */
  readonly busOutageHours?: number;
  /** Clients whose services are moved to another authorization, and as many whose services need none at first. */
  readonly reallocations?: number;
  /** At the end billing hears every event again, in any order: at once, or when the records of what it saw expire. */
  readonly replay?: "at-once" | "after-a-month";
  /** Told of all that was written and published, in its order. */
  readonly witness?: (line: string) => void;
}

export interface RunResult {
  readonly seed: number;
  readonly confirmations: number;
  readonly authorizations: number;
  readonly caps: number;
  readonly simulatedMinutes: number;
  readonly counts: Readonly<Record<string, number>>;
}

const hourMillis = 3_600_000;
/** Longer than anything here takes: then something hangs. */
const mostMillis = 24 * 365 * hourMillis;
/** Longer than billing remembers which events it saw. */
const monthMillis = 31 * 24 * hourMillis;

/** One run from a seed. Throws at the first thing that is not as it has to be, with the command that does the same run again. */
export async function run(options: RunOptions): Promise<RunResult> {
  try {
    return await new Run(options).result();
  } catch (error) {
    throw new Error(`${(error as Error).message}\nThe same run again: ${commandOf(options)}`, { cause: error });
  }
}

function commandOf({ seed, confirmations, isHarsh, busOutageHours, reallocations, replay }: RunOptions): string {
  return [
    `npm run simulate -- --seed ${seed} --confirmations ${confirmations}`,
    ...(isHarsh ? ["--harsh"] : []),
    ...(busOutageHours === undefined ? [] : [`--bus-outage-hours ${busOutageHours}`]),
    ...(reallocations === undefined ? [] : [`--reallocations ${reallocations}`]),
    ...(replay === undefined ? [] : [`--replay ${replay}`]),
  ].join(" ");
}

class Run {
  readonly #options: RunOptions;
  readonly #agency: SimulatedAgency;
  readonly #auditor = new Auditor();
  readonly #caller: Caller;
  readonly #workload: Workload;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#agency = new SimulatedAgency(options.seed);
    this.#caller = new Caller(this.#agency);
    const isLong = options.busOutageHours !== undefined;
    this.#workload = new Workload(this.#agency, this.#caller, {
      confirmations: options.confirmations,
      clientsAtOnce: 60,
      reallocations: options.reallocations ?? 0,
      // During an outage people go on working all the time.
      mostPauseMillis: isLong ? 4 * hourMillis : 20_000,
    });
    this.#watch();
  }

  async result(): Promise<RunResult> {
    const { seed, confirmations, replay } = this.#options;
    const { time, tally } = this.#agency;
    const startedAtMillis = time.nowMillis;
    await this.#settled(enterCatalog(this.#caller));
    this.#agency.rates = this.#options.isHarsh ? harshFaults : usualFaults;
    this.#agency.startSchedules();
    this.#startOutage();
    await this.#settled(this.#workload.work());
    await this.#drained();
    await this.#withoutFaults(() => this.#compare());
    if (replay !== undefined) await this.#replay(replay);
    return {
      seed,
      confirmations,
      authorizations: this.#workload.expected.length,
      caps: this.#auditor.caps.size,
      simulatedMinutes: Math.round((time.nowMillis - startedAtMillis) / 60_000),
      counts: tally.counts,
    };
  }

  #watch(): void {
    const { table, bus, time } = this.#agency;
    const witness = this.#options.witness;
    const checked = (check: () => void) => {
      try {
        check();
      } catch (error) {
        time.fail(error);
      }
    };
    table.onChanges = (changes) => {
      witness?.(`${time.nowMillis} ${JSON.stringify(changes)}`);
      checked(() => this.#auditor.changed(changes));
    };
    bus.onTaken = (event) => {
      witness?.(`${time.nowMillis} ${event.body}`);
      checked(() => this.#auditor.taken(event));
      this.#agency.route(event);
    };
  }

  #startOutage(): void {
    const { busOutageHours } = this.#options;
    if (busOutageHours === undefined) return;
    const { bus, time } = this.#agency;
    bus.refusesAll = true;
    time.after(busOutageHours * hourMillis, () => {
      bus.refusesAll = false;
    });
  }

  #compare(): Promise<void> {
    return requireExpected(this.#auditor, this.#caller, this.#workload.expected, this.#options.confirmations);
  }

  /** The whole archive again: to billing these are an outage's worth of duplicates. No cap may change. */
  async #replay(when: NonNullable<RunOptions["replay"]>): Promise<void> {
    const { bus, random, time } = this.#agency;
    if (when === "after-a-month") {
      await this.#settled(time.sleep(monthMillis));
      this.#expireSome();
    }
    const before = JSON.stringify([...this.#auditor.caps]);
    for (const event of random.shuffled(bus.archive)) this.#agency.route(event);
    await this.#drained();
    if (JSON.stringify([...this.#auditor.caps]) !== before) throw new Error("Replaying the archive changed a cap.");
    await this.#withoutFaults(() => this.#compare());
  }

  /** Time to live deletes late: of the expired items, half are still there. */
  #expireSome(): void {
    const { table, time, random } = this.#agency;
    const expired = [...table.items()].filter(
      ({ expiresAtEpochSeconds }) => Number(expiresAtEpochSeconds) * 1000 < time.nowMillis,
    );
    for (const item of expired) if (random.chance(0.5)) table.expire(item);
  }

  async #withoutFaults(work: () => Promise<void>): Promise<void> {
    const { rates } = this.#agency;
    this.#agency.rates = noFaults;
    await this.#settled(work());
    this.#agency.rates = rates;
  }

  /** Lets time pass until this is done. */
  async #settled(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    work.then(
      () => {
        isDone = true;
      },
      (error) => this.#agency.time.fail(error),
    );
    await this.#agency.time.runUntil(() => isDone, mostMillis);
  }

  /** Lets time pass until everything is delivered. */
  #drained(): Promise<void> {
    return this.#agency.time.runUntil(() => this.#agency.isQuiet, mostMillis);
  }
}
