import { randomUUID } from "node:crypto";
import type { DayShift } from "../clock.ts";
import type { FunctionDefinition } from "./function-definition.ts";
import { FunctionInstance, type FunctionLog } from "./function-instance.ts";

/** The instances of one function, and the calls that wait for one. */
interface Pool {
  readonly definition: FunctionDefinition;
  readonly idle: FunctionInstance[];
  readonly busy: Set<FunctionInstance>;
  readonly waiting: PromiseWithResolvers<FunctionInstance>[];
}

export interface CallOutcome {
  readonly failed: boolean;
  readonly millis: number;
}

/** Runs the functions: processes are started when they are first needed, and kept warm. */
export class FunctionHost {
  private readonly pools: ReadonlyMap<string, Pool>;
  private readonly dayShift: DayShift | undefined;
  private readonly log: FunctionLog;
  private stopped = false;
  /** Comes after each call. */
  onCall: ((called: FunctionDefinition, outcome: CallOutcome) => void) | undefined;

  constructor(definitions: readonly FunctionDefinition[], dayShift: DayShift | undefined, log: FunctionLog) {
    this.pools = new Map(
      definitions.map((definition) => [
        definition.name,
        { definition, idle: [], busy: new Set<FunctionInstance>(), waiting: [] },
      ]),
    );
    this.dayShift = dayShift;
    this.log = log;
  }

  get names(): string[] {
    return [...this.pools.keys()];
  }

  definition(name: string): FunctionDefinition {
    return this.pool(name).definition;
  }

  /**
   * Calls a function with an event, and answers what it returned.
   * @throws FunctionFailure when it threw, ended or took too long
   */
  async invoke(name: string, event: unknown): Promise<unknown> {
    const pool = this.pool(name);
    const instance = await this.instance(pool);
    const begun = performance.now();
    let failed = true;
    try {
      const result = await instance.call(randomUUID(), event);
      failed = false;
      return result;
    } finally {
      this.handBack(pool, instance);
      this.onCall?.(pool.definition, { failed, millis: performance.now() - begun });
    }
  }

  /** Ends all processes of a function in the middle of whatever they do, as a lost machine would. Says how many. */
  kill(name: string): number {
    const pool = this.pool(name);
    const instances = [...pool.busy, ...pool.idle.splice(0)].filter((instance) => !instance.isGone);
    for (const instance of instances) {
      instance.kill();
    }
    return instances.length;
  }

  /** How many processes of a function are in the middle of a call. */
  working(name: string): number {
    return [...this.pool(name).busy].filter(({ isWorking }) => isWorking).length;
  }

  /** The ids of all processes that run. */
  pids(): number[] {
    return [...this.pools.values()]
      .flatMap(({ busy, idle }) => [...busy, ...idle])
      .filter((instance) => !instance.isGone)
      .flatMap(({ pid }) => pid ?? []);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    const instances = [...this.pools.values()].flatMap(({ busy, idle }) => [...busy, ...idle]);
    for (const [name, { waiting }] of this.pools) {
      for (const turn of waiting.splice(0)) {
        turn.reject(new Error("The functions have been stopped."));
      }
      this.kill(name);
    }
    await Promise.all(instances.map(({ ended }) => ended));
  }

  private pool(name: string): Pool {
    const pool = this.pools.get(name);
    if (!pool) {
      throw new Error(`There is no function ${name}; there are ${this.names.join(", ")}.`);
    }
    return pool;
  }

  private async instance(pool: Pool): Promise<FunctionInstance> {
    if (this.stopped) {
      throw new Error("The functions have been stopped.");
    }
    for (let idle = pool.idle.pop(); idle; idle = pool.idle.pop()) {
      if (!idle.isGone) {
        pool.busy.add(idle);
        return idle;
      }
    }
    if (pool.busy.size < pool.definition.mostInstances) {
      const instance = new FunctionInstance(pool.definition, this.dayShift, this.log);
      pool.busy.add(instance);
      return instance;
    }
    const turn = Promise.withResolvers<FunctionInstance>();
    pool.waiting.push(turn);
    return turn.promise;
  }

  private handBack(pool: Pool, used: FunctionInstance): void {
    pool.busy.delete(used);
    const next = this.stopped ? undefined : pool.waiting.shift();
    if (!next) {
      if (!used.isGone) {
        pool.idle.push(used);
      }
      return;
    }
    const instance = used.isGone ? new FunctionInstance(pool.definition, this.dayShift, this.log) : used;
    pool.busy.add(instance);
    next.resolve(instance);
  }
}
