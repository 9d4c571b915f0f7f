import { expect, test } from "vitest";
import { runAll } from "../simulation/parallel-runs.ts";

const timeout = 3_600_000;

/** A run of all checks has time for some of the seeds only: `SIMULATED_SEEDS`. */
const seedCount = Number(process.env["SIMULATED_SEEDS"] ?? 200);

/** Replaying the archive takes a tenth as long again: a quarter of the runs end with it. */
const replayed = (seed: number) => (seed % 4 === 0 ? { replay: "at-once" as const } : {});

test(`Nothing is lost and nothing doubled in 100,000 confirmations under faults, and in ${seedCount} runs of 5,000`, {
  timeout,
}, async () => {
  const seeds = Array.from({ length: seedCount }, (_, index) => index + 1);
  const results = await runAll([
    { seed: 1000, confirmations: 100_000 },
    ...seeds.map((seed) => ({ seed, confirmations: 5000, ...replayed(seed) })),
  ]);
  expect(results.map(({ confirmations }) => confirmations).sort()).toEqual([100_000, ...seeds.map(() => 5000)]);
});

test("A bus that refuses everything for 25 hours loses and doubles nothing of 400 confirmations meanwhile", {
  timeout,
}, async () => {
  const [result] = await runAll([{ seed: 2000, confirmations: 400, busOutageHours: 25, replay: "at-once" }]);
  expect(result?.simulatedMinutes).toBeGreaterThan(25 * 60);
});
