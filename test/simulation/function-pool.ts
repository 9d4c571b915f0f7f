import type { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { DomainError } from "../../domain/domain-error.ts";
import { defaultTrackerSettings } from "../../domain/status.ts";
import type { DeadLetter, WithDeadLetters } from "../../functions/runtime/dead-letters.ts";
import { cursorsWith } from "../../functions/runtime/paging.ts";
import { busPublisher } from "../../functions/runtime/publisher.ts";
import type {
  HttpServices,
  WithAccessRules,
  WithBlindIndex,
  WithCursors,
  WithPublisher,
} from "../../functions/runtime/services.ts";
import { blindIndexWith } from "../../store/blind-index.ts";
import { catalogReader } from "../../store/catalog.ts";
import { openTable } from "../../store/opened-table.ts";
import { accessRules } from "../functions/access-rules.ts";
import { type BillingQueue, mostAttempts } from "./billing-queue.ts";
import type { EventBus } from "./event-bus.ts";
import type { FaultRates, Tally } from "./faults.ts";
import type { FaultyTable } from "./faulty-table.ts";
import { Invocation } from "./invocation.ts";
import type { Random } from "./random.ts";
import type { SimulatedTime } from "./simulated-time.ts";

const agencyId = "simulated";
export const tableName = "simulated-table";
/** As `functions/runtime/call-time.ts` keeps it of the function's time. */
const reserveMillis = 3000;
const blindIndex = blindIndexWith("simulated");

export type FunctionServices = HttpServices &
  WithAccessRules &
  WithBlindIndex &
  WithCursors &
  WithPublisher &
  WithDeadLetters;

/** A function of the stack: made anew for each of its instances, as its module is when it starts. */
export interface DeployedFunction {
  readonly name: string;
  readonly timeoutMillis: number;
  readonly start: (services: FunctionServices, remainingMillis: () => number) => (event: never) => Promise<unknown>;
}

export interface World {
  readonly time: SimulatedTime;
  readonly random: Random;
  readonly tally: Tally;
  readonly table: FaultyTable;
  readonly bus: EventBus;
  readonly queue: (name: string) => BillingQueue;
  /** The faults of this moment. */
  readonly rates: () => FaultRates;
}

/** One instance of a function: handles one invocation at a time, and keeps in memory what its module keeps. */
class Instance {
  invocation: Invocation | null = null;
  clockOffsetMillis = 0;
  readonly handle: (event: never) => Promise<unknown>;
  readonly #world: World;

  constructor(world: World, deployed: DeployedFunction) {
    this.#world = world;
    this.handle = deployed.start(this.#services(), () => this.invocation?.remainingMillis ?? 0);
  }

  #services(): FunctionServices {
    const { time, table, bus, queue, random, rates } = this.#world;
    const waitFor = <Result>(planned: { delayMillis: number; happens: () => Result }) => {
      if (this.invocation === null) throw new Error("A function does something after it has answered.");
      return this.invocation.waitFor(planned.delayMillis, planned.happens);
    };
    const budget = {
      remainingMillis: () => (this.invocation?.remainingMillis ?? 0) - reserveMillis,
      pause: (attempt: number) =>
        waitFor({ delayMillis: random.fraction() * Math.min(400, 25 * 2 ** attempt), happens: () => {} }),
    };
    const client = { send: (command: object) => waitFor(table.planned(command, rates())) };
    const newToken = () => `${random.hex()}${random.hex()}`;
    const opened = openTable(tableName, { ...budget, newToken }, client as unknown as DynamoDBDocumentClient);
    const putEvents = { send: (command: PutEventsCommand) => waitFor(bus.planned(command, rates())) };
    return {
      agencyId,
      timeZone: "UTC",
      table: opened,
      now: () => new Date(time.nowMillis + this.clockOffsetMillis),
      newId: newToken,
      measure: () => {},
      accessRules,
      readCatalog: catalogReader(opened, defaultTrackerSettings),
      blindIndex,
      cursorsOf: cursorsWith("simulated"),
      publish: busPublisher("simulated-bus", budget, putEvents as unknown as Parameters<typeof busPublisher>[2]),
      keepDeadLetter: (letter: DeadLetter) => waitFor(queue(letter.queue).plannedDeadLetter(letter, rates())),
      mostAttempts,
    };
  }
}

/** All instances of one function. */
export class FunctionPool {
  readonly #world: World;
  readonly #deployed: DeployedFunction;
  readonly #idle: Instance[] = [];
  /** Points that an invocation passes, as the last ones have: somewhere among them the next crash is. */
  #usualPoints = 8;
  running = 0;

  constructor(world: World, deployed: DeployedFunction) {
    this.#world = world;
    this.#deployed = deployed;
  }

  /** What the function answered; null when it died or gave up. Any other error that it throws ends the run. */
  invoke(event: unknown): Promise<unknown | null> {
    const { time, random, tally, rates } = this.#world;
    const { crash, clockJump } = rates();
    const instance = this.#idle.pop() ?? new Instance(this.#world, this.#deployed);
    instance.clockOffsetMillis = random.between(-300, 300);
    if (random.chance(clockJump)) {
      tally.add("clockJumps");
      instance.clockOffsetMillis = random.between(-300_000, 300_000);
    }
    tally.add("invocations");
    this.running += 1;
    return new Promise((resolve) => {
      const limits = {
        timeoutMillis: this.#deployed.timeoutMillis,
        crashPoint: random.chance(crash) ? random.below(this.#usualPoints) : -1,
      };
      const invocation = new Invocation(time, limits, (why) => {
        tally.add(why === "CRASHED" ? "crashes" : "functionTimeouts");
        this.running -= 1;
        resolve(null);
      });
      instance.invocation = invocation;
      const over = (answer: unknown | null) => {
        if (invocation.isOver) return;
        invocation.isOver = true;
        instance.invocation = null;
        this.#usualPoints = Math.max(2, invocation.points);
        this.#idle.push(instance);
        this.running -= 1;
        resolve(answer);
      };
      instance.handle(event as never).then(over, (error) => {
        // A worker may give up when the table is out of reach: whoever called it calls again.
        const givesUp = error instanceof DomainError && error.code === "SERVICE_UNAVAILABLE";
        if (!givesUp) time.fail(error);
        tally.add("gaveUp");
        over(null);
      });
    });
  }
}
