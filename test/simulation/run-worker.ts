import { parentPort } from "node:worker_threads";
import type { WorkerAnswer } from "./parallel-runs.ts";
import { type RunOptions, run } from "./run.ts";
import { silenced } from "./silence.ts";

// A failure says what does not hold and how to see it again; stacks of errors that are injected by the thousand cost time.
Error.stackTraceLimit = 0;

parentPort?.on("message", async (options: RunOptions) => {
  const answer: WorkerAnswer = await silenced(() => run(options)).then(
    (result) => ({ result }),
    (error: Error) => ({ failure: error.message }),
  );
  parentPort?.postMessage(answer);
});
