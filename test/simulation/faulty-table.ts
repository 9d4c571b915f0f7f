import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, QueryCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { FaultRates, Tally } from "./faults.ts";
import type { Random } from "./random.ts";
import type { SimulatedTime } from "./simulated-time.ts";
import type { InMemoryTable } from "./table/in-memory-table.ts";

/** An error as the SDK throws it. */
export const sdkError = (name: string, message = "injected by the simulation") =>
  Object.assign(new Error(message), { name });

/** Milliseconds until a request without an answer is given up. */
export const timeoutMillis = 2000;

const passingErrors = ["TimeoutError", "InternalServerError", "ECONNRESET"];

interface Planned {
  readonly delayMillis: number;
  readonly happens: () => object;
}

/** The table as a function reaches it: what one request will come to, and when. */
export class FaultyTable {
  readonly #table: InMemoryTable;
  readonly #time: SimulatedTime;
  readonly #random: Random;
  readonly #tally: Tally;

  constructor(table: InMemoryTable, world: { time: SimulatedTime; random: Random; tally: Tally }) {
    this.#table = table;
    this.#time = world.time;
    this.#random = world.random;
    this.#tally = world.tally;
  }

  planned(command: object, rates: FaultRates): Planned {
    const delayMillis = 2 + this.#random.fraction() * 10;
    const fault = this.#fault(command, rates);
    this.#tally.add("requests");
    if (command instanceof TransactWriteCommand) this.#tally.add("transactions");
    if (fault !== null) this.#tally.add(fault);
    switch (fault) {
      case null:
        return { delayMillis, happens: () => this.#table.execute(command) };
      case "conflicts":
        return { delayMillis, happens: () => this.#conflict(command as TransactWriteCommand) };
      case "throttled":
        return { delayMillis, happens: () => this.#throttled(command) };
      case "timeouts":
        if (this.#random.chance(0.5)) this.#carryOutLate(command);
        return { delayMillis: timeoutMillis, happens: () => raise(sdkError("TimeoutError")) };
      case "lostReplies":
        return {
          delayMillis,
          happens: () => {
            this.#table.execute(command);
            throw sdkError(this.#random.pick(passingErrors));
          },
        };
      case "shortPages":
        return { delayMillis, happens: () => this.#short(command) };
    }
  }

  /** At most one fault for each request. */
  #fault(command: object, rates: FaultRates) {
    const drawn = this.#random.fraction();
    const { throttle, timeout, lostReply, conflict, shortPage } = rates;
    if (drawn < throttle) return "throttled";
    if (drawn < throttle + timeout) return "timeouts";
    const passing = throttle + timeout + lostReply;
    if (drawn < passing) return "lostReplies";
    if (command instanceof TransactWriteCommand) return drawn < passing + conflict ? "conflicts" : null;
    const isPaged = command instanceof QueryCommand || command instanceof BatchGetCommand;
    return isPaged && drawn < passing + shortPage ? "shortPages" : null;
  }

  /** Nobody waits for it any more, and it is carried out all the same: perhaps after it was tried again. */
  #carryOutLate(command: object): void {
    this.#tally.add("late");
    this.#time.after(timeoutMillis + this.#random.fraction() * timeoutMillis, () => {
      try {
        this.#table.execute(command);
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
      }
    });
  }

  #conflict(command: TransactWriteCommand): object {
    // A token is looked up before anything else: what was stored under it is answered as it was.
    if (this.#table.hasApplied(command.input.ClientRequestToken)) return this.#table.execute(command);
    const actions = command.input.TransactItems ?? [];
    const busy = this.#random.below(actions.length);
    // A conflict beside a failed condition is what DynamoDB may answer as well; here the conflict comes first.
    throw cancelled(actions.map((_, index) => ({ Code: index === busy ? "TransactionConflict" : "None" })));
  }

  #throttled(command: object): never {
    if (!(command instanceof TransactWriteCommand)) throw sdkError("ProvisionedThroughputExceededException");
    const actions = command.input.TransactItems ?? [];
    throw cancelled(actions.map((_, index) => ({ Code: index === 0 ? "ThrottlingError" : "None" })));
  }

  /** Stops a query after a few items, as a page of 1 MB would; leaves the last key of a batch to be asked for again. */
  #short(command: object): object {
    if (command instanceof QueryCommand) {
      const Limit = Math.min(command.input.Limit ?? Number.POSITIVE_INFINITY, this.#random.between(1, 3));
      return this.#table.execute(new QueryCommand({ ...command.input, Limit }));
    }
    const [[name, wanted] = []] = Object.entries((command as BatchGetCommand).input.RequestItems ?? {});
    const keys = wanted?.Keys ?? [];
    if (name === undefined || keys.length < 2) return this.#table.execute(command);
    const processed = { ...wanted, Keys: keys.slice(0, -1) };
    return {
      ...this.#table.execute(new BatchGetCommand({ RequestItems: { [name]: processed } })),
      UnprocessedKeys: { [name]: { ...wanted, Keys: keys.slice(-1) } },
    };
  }
}

function cancelled(CancellationReasons: { Code: string }[]): TransactionCanceledException {
  return new TransactionCanceledException({ $metadata: {}, message: "Transaction cancelled", CancellationReasons });
}

export function raise(error: Error): never {
  throw error;
}
