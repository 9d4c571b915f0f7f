import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { DayShift } from "../clock.ts";
import type { FunctionDefinition } from "./function-definition.ts";

/** What an instance is told at its start. */
export interface FunctionStart extends Pick<FunctionDefinition, "name" | "arn" | "directory" | "handler"> {
  readonly dayShift?: DayShift | undefined;
}

export interface ToFunction {
  readonly requestId: string;
  readonly event: unknown;
  readonly remainingMillis: number;
}

interface Thrown {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stack: string;
}

export type FromFunction =
  | { readonly ready: true }
  | { readonly initError: Thrown }
  | { readonly requestId: string; readonly result: string }
  | { readonly requestId: string; readonly error: Thrown };

/** A call that came to no result: the function threw, its process ended, or its time was over. */
export class FunctionFailure extends Error {
  override readonly name = "FunctionFailure";
  readonly reason: "threw" | "ended" | "timed-out";

  constructor(reason: FunctionFailure["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Takes what functions print, line by line. */
export type FunctionLog = (functionName: string, line: string) => void;

/** Lambda gives a function ten seconds to load. */
const loadWithinMillis = 10_000;

/** Lambda refuses longer results. */
const longestResult = 6 * 1024 * 1024;

/** One process of a function. It does one call at a time, like an execution environment of Lambda. */
export class FunctionInstance {
  private readonly definition: FunctionDefinition;
  private readonly child: ChildProcess;
  private readonly loaded: Promise<void>;
  private settle: ((message: FromFunction | FunctionFailure) => void) | undefined;
  private gone = false;
  private working = false;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;

  constructor(definition: FunctionDefinition, dayShift: DayShift | undefined, log: FunctionLog) {
    this.definition = definition;
    const { name, arn, directory, handler, environment } = definition;
    const start: FunctionStart = { name, arn, directory, handler, dayShift };
    this.child = fork(join(import.meta.dirname, "function-process.ts"), [JSON.stringify(start)], {
      env: { ...environment, ...(process.env["PATH"] ? { PATH: process.env["PATH"] } : {}) },
      execArgv: [],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // In a group of its own: Ctrl-C is for the server alone, which may still need an answer.
      detached: true,
    });
    for (const output of [this.child.stdout, this.child.stderr]) {
      if (output) {
        createInterface({ input: output }).on("line", (line) => log(name, line));
      }
    }
    this.child.on("message", (message: FromFunction) => this.settle?.(message));
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.gone = true;
        this.settle?.(new FunctionFailure("ended", `The process of ${name} ended (${how}) before it answered.`));
        resolve();
      };
      this.child.once("exit", (code, signal) => end(signal ?? `exit code ${code}`));
      this.child.once("error", (error) => end(error.message));
    });
    this.loaded = this.load();
    // The call that waits for the load gets its failure.
    this.loaded.catch(() => {});
  }

  get isGone(): boolean {
    return this.gone;
  }

  /** Whether the function itself is in the middle of a call, and not still being loaded for it. */
  get isWorking(): boolean {
    return this.working && !this.gone;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  kill(): void {
    // Gone at once, not when the system reports it: it must not get another call.
    this.gone = true;
    this.child.kill("SIGKILL");
  }

  /** @throws FunctionFailure */
  async call(requestId: string, event: unknown): Promise<unknown> {
    await this.loaded;
    const { name, timeoutMillis } = this.definition;
    const answer = this.next(timeoutMillis, `${name} timed out after ${(timeoutMillis / 1000).toFixed(2)} seconds`);
    this.tell({ requestId, event, remainingMillis: timeoutMillis });
    this.working = true;
    const message = await answer.finally(() => {
      this.working = false;
    });
    if ("error" in message) {
      throw new FunctionFailure("threw", `${message.error.errorType}: ${message.error.errorMessage}`);
    }
    if (!("result" in message)) {
      throw new FunctionFailure("threw", `${name} answered without a result.`);
    }
    if (Buffer.byteLength(message.result) > longestResult) {
      throw new FunctionFailure("threw", `${name} answered more than the 6 MB that Lambda passes on.`);
    }
    return JSON.parse(message.result);
  }

  private tell(message: ToFunction): void {
    if (!this.gone) {
      // If the process ends at this moment, its exit says so.
      this.child.send(message, () => {});
    }
  }

  private async load(): Promise<void> {
    const message = await this.next(loadWithinMillis, `${this.definition.name} did not load within ten seconds`);
    if ("initError" in message) {
      this.kill();
      const { errorType, errorMessage } = message.initError;
      throw new FunctionFailure("ended", `${this.definition.name} can't be loaded: ${errorType}: ${errorMessage}`);
    }
  }

  /** The next message, or a failure when the process ends first or the time is over. */
  private next(withinMillis: number, complaint: string): Promise<FromFunction> {
    return new Promise((resolve, reject) => {
      if (this.gone) {
        reject(new FunctionFailure("ended", `The process of ${this.definition.name} has ended.`));
        return;
      }
      const timer = setTimeout(() => {
        // Lambda ends the whole environment: whatever the call still does must not reach into the next one.
        this.kill();
        this.settle?.(new FunctionFailure("timed-out", complaint));
      }, withinMillis);
      this.settle = (outcome) => {
        clearTimeout(timer);
        this.settle = undefined;
        if (outcome instanceof FunctionFailure) {
          reject(outcome);
        } else {
          resolve(outcome);
        }
      };
    });
  }
}
