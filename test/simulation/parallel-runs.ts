import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { RunOptions, RunResult } from "./run.ts";

/** What a process says of one run. */
export type ProcessAnswer = { readonly result: RunResult } | { readonly failure: string };

const execArgv = [
  // Nearly everything is garbage at once; with the usual 16 MB, much of it is copied for nothing.
  "--min-semi-space-size=64",
  "--max-semi-space-size=64",
  // One run is one thread, and there are as many runs as processors: collecting beside it would only be in its way.
  "--single-threaded-gc",
  // What a run keeps, it keeps to its end: to look for garbage there before is in vain.
  "--initial-heap-size=1500",
  "--max-old-space-size=6000",
  // A failure says how to see it again; stacks of errors that are injected by the thousand cost time.
  "--stack-trace-limit=0",
];

/** Makes runs in as many processes as there are processors. Throws for the first one that fails. */
export async function runAll(runs: readonly RunOptions[]): Promise<RunResult[]> {
  const waiting = [...runs];
  const results: RunResult[] = [];
  const processes = Array.from({ length: Math.min(availableParallelism(), runs.length) }, () =>
    // What functions log is nobody's to read.
    fork(fileURLToPath(new URL("./run-process.ts", import.meta.url)), {
      execArgv,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    }),
  );
  try {
    await Promise.all(
      processes.map(async (each) => {
        const ended = once(each, "exit").then(([code, signal]): never => {
          throw new Error(`A process of the simulation ended by itself, with ${code ?? signal}.`);
        });
        // That it ends when all is done is no failure.
        ended.catch(() => {});
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
          results.push(await Promise.race([made(each, next), ended]));
      }),
    );
  } finally {
    for (const each of processes) each.kill("SIGKILL");
  }
  return results;
}

async function made(by: ChildProcess, options: RunOptions): Promise<RunResult> {
  by.send(options);
  const [answer] = (await once(by, "message")) as [ProcessAnswer];
  if ("failure" in answer) throw new Error(answer.failure);
  return answer.result;
}
