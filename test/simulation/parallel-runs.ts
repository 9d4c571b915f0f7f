import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { RunOptions, RunResult } from "./run.ts";

/** What a worker says of one run. */
export type WorkerAnswer = { readonly result: RunResult } | { readonly failure: string };

/** Makes runs in as many threads as there are processors. Throws for the first one that fails. */
export async function runAll(runs: readonly RunOptions[]): Promise<RunResult[]> {
  const waiting = [...runs];
  const results: RunResult[] = [];
  const threads = Array.from({ length: Math.min(availableParallelism(), runs.length) }, () =>
    runInThread(() => waiting.shift(), results),
  );
  await Promise.all(threads);
  return results;
}

function runInThread(next: () => RunOptions | undefined, results: RunResult[]): Promise<void> {
  const worker = new Worker(new URL("./run-worker.ts", import.meta.url), {
    // Not those of the test runner.
    execArgv: [],
    // Nearly everything is garbage at once; with the usual 16 MB, collecting it takes a tenth of the time.
    resourceLimits: { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: 4096 },
  });
  return new Promise<void>((resolve, reject) => {
    const giveNext = () => {
      const options = next();
      if (options === undefined) resolve();
      else worker.postMessage(options);
    };
    worker.on("message", (answer: WorkerAnswer) => {
      if ("failure" in answer) return reject(new Error(answer.failure));
      results.push(answer.result);
      giveNext();
    });
    worker.on("error", reject);
    worker.on("exit", () => reject(new Error("A thread of the simulation ended by itself.")));
    giveNext();
  }).finally(() => worker.terminate());
}
