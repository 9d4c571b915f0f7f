import type { SQSBatchResponse } from "aws-lambda";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { changeAuthorization } from "../../functions/authorizations/change-authorization.ts";
import { discontinueAuthorization } from "../../functions/authorizations/discontinue-authorization.ts";
import { readAuthorization } from "../../functions/authorizations/read-authorization.ts";
import { readLedger } from "../../functions/authorizations/read-ledger.ts";
import { billingWork } from "../../functions/billing/apply-events.ts";
import { putClient } from "../../functions/clients/put-client.ts";
import { confirmAuthorization } from "../../functions/confirm/confirm-authorization.ts";
import { addClientInsurance } from "../../functions/insurances/add-client-insurance.ts";
import { changeClientInsurance } from "../../functions/insurances/change-client-insurance.ts";
import { resendUnsent } from "../../functions/resend/resend-unsent.ts";
import type { HandledRoute } from "../../functions/runtime/handled-route.ts";
import { httpFunction } from "../../functions/runtime/http-function.ts";
import { handleBatch } from "../../functions/runtime/queue-function.ts";
import { applyReallocation } from "../../functions/services/apply-reallocation.ts";
import { putService } from "../../functions/services/put-service.ts";
import { readReallocation } from "../../functions/services/read-reallocation.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { readTracker } from "../../functions/tracker/read-tracker.ts";
import { queuesOf, queueTable } from "../../lib/messaging/queue-table.ts";
import { outboxPartitions } from "../../store/keys.ts";
import { table as attributes } from "../../store/table.ts";
import { BillingQueue } from "./billing-queue.ts";
import { EventBus, type TakenEvent } from "./event-bus.ts";
import { type FaultRates, noFaults, Tally } from "./faults.ts";
import { FaultyTable } from "./faulty-table.ts";
import { type DeployedFunction, FunctionPool, type FunctionServices, tableName, type World } from "./function-pool.ts";
import { Random } from "./random.ts";
import { SimulatedTime } from "./simulated-time.ts";
import { InMemoryTable } from "./table/in-memory-table.ts";

/** As `lib/tracker-functions.ts` sets them. */
const timeoutMillis = { http: 10_000, billing: 30_000, resend: 50_000 } as const;

const routes: Readonly<Record<string, readonly HandledRoute<FunctionServices>[]>> = {
  setup: [putPayer, putActivityCode],
  clients: [putClient],
  insurances: [addClientInsurance, changeClientInsurance],
  authorizations: [addAuthorization, changeAuthorization, discontinueAuthorization, readAuthorization, readLedger],
  services: [putService, readReallocation, applyReallocation],
  confirm: [confirmAuthorization],
  tracker: [readTracker],
};

const deployed: readonly DeployedFunction[] = [
  ...Object.entries(routes).map(([name, handledRoutes]) => ({
    name,
    timeoutMillis: timeoutMillis.http,
    start: (services: FunctionServices) => {
      const handler = httpFunction(services, handledRoutes);
      // Without a remaining time in the context, middy sets no timer of real time.
      return (event: never) => handler(event, {} as never) as Promise<unknown>;
    },
  })),
  {
    name: "billing",
    timeoutMillis: timeoutMillis.billing,
    start: (services) => (batch: never) => handleBatch(batch, billingWork(services), services),
  },
  {
    name: "resend",
    timeoutMillis: timeoutMillis.resend,
    start: (services, remainingMillis) => () => resendUnsent(services, remainingMillis),
  },
];

/** One agency: the product's functions over a table, a bus and queues that are simulated. */
export class SimulatedAgency {
  readonly time = new SimulatedTime("2026-03-16T12:00:00.000Z");
  readonly tally = new Tally();
  readonly random: Random;
  readonly table: InMemoryTable;
  readonly bus: EventBus;
  readonly queues: ReadonlyMap<string, BillingQueue>;
  /** The faults of this moment: none until everything is set up. */
  rates: FaultRates = noFaults;
  readonly #pools: ReadonlyMap<string, FunctionPool>;

  constructor(seed: number) {
    const { time, tally } = this;
    this.random = new Random(seed);
    const keys = { partition: attributes.partitionKey, sort: attributes.sortKey };
    this.table = new InMemoryTable(tableName, keys, () => time.nowMillis);
    this.bus = new EventBus(this.random, tally);
    const rates = () => this.rates;
    const table = new FaultyTable(this.table, { time, random: this.random, tally });
    const world: World = {
      time,
      random: this.random,
      tally,
      table,
      bus: this.bus,
      queue: (name) => this.#queue(name),
      rates,
    };
    this.#pools = new Map(deployed.map((each) => [each.name, new FunctionPool(world, each)]));
    this.queues = new Map(
      queuesOf("billing").map((name) => [
        name,
        new BillingQueue(queueTable[name], world, rates, async (messages) => {
          const Records = messages.map(({ messageId, body, receives }) => ({
            messageId,
            body,
            attributes: { ApproximateReceiveCount: String(receives) },
            eventSourceARN: name,
          }));
          return (await this.invoke("billing", { Records })) as SQSBatchResponse | null;
        }),
      ]),
    );
  }

  invoke(name: string, event: unknown): Promise<unknown | null> {
    const pool = this.#pools.get(name);
    if (pool === undefined) throw new Error(`There is no function ${name}.`);
    return pool.invoke(event);
  }

  /** The stack's rules: hands an event to the queue that takes such, if one does. */
  route(event: TakenEvent): void {
    for (const queue of this.queues.values()) if (queue.takes(event)) queue.send(event.body);
  }

  #queue(name: string): BillingQueue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw new Error(`There is no queue ${name}.`);
    return queue;
  }

  /** Runs the job `resend` every minute, and an operator who looks at the dead letters every half hour. */
  startSchedules(): void {
    const everyMinute = (minute: number) => {
      void this.invoke("resend", {});
      if (minute % 30 === 0) for (const queue of this.queues.values()) queue.redrive();
      this.time.after(60_000, () => everyMinute(minute + 1));
    };
    this.time.after(60_000, () => everyMinute(1));
  }

  get unsentEvents(): number {
    return outboxPartitions.reduce((sum, partition) => sum + this.table.count(partition), 0);
  }

  /** Whether nothing is under way any more. */
  get isQuiet(): boolean {
    return (
      [...this.queues.values()].every(({ isEmpty, deadLetters }) => isEmpty && deadLetters.length === 0) &&
      this.unsentEvents === 0 &&
      [...this.#pools.values()].every(({ running }) => running === 0)
    );
  }
}
