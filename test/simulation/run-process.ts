import type { ProcessAnswer } from "./parallel-runs.ts";
import { type RunOptions, run } from "./run.ts";

process.on("message", async (options: RunOptions) => {
  const answer: ProcessAnswer = await run(options).then(
    (result) => ({ result }),
    (error: Error) => ({ failure: error.message }),
  );
  process.send?.(answer);
});
// The parent is gone, or has what it wanted.
process.on("disconnect", () => process.exit());
