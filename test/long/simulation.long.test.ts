import { expect, test } from "vitest";
import { runAll } from "../simulation/parallel-runs.ts";
import { shareOf } from "./share.ts";

const timeout = 3_600_000;
const manyConfirmations = shareOf(100_000);
const seedCount = shareOf(200);

/** Replaying the archive takes a tenth as long again: a quarter of the runs end with it. */
const replayed = (seed: number) => (seed % 4 === 0 ? { replay: "at-once" as const } : {});

test(`Nothing is lost and nothing doubled in ${manyConfirmations} confirmations under faults, and in ${seedCount} runs of 5,000`, {
  timeout,
}, async () => {
  const seeds = Array.from({ length: seedCount }, (_, index) => index + 1);
  const results = await runAll([
    { seed: 1000, confirmations: manyConfirmations },
    ...seeds.map((seed) => ({ seed, confirmations: 5000, ...replayed(seed) })),
  ]);
  expect(results.map(({ confirmations }) => confirmations).sort()).toEqual(
    [manyConfirmations, ...seeds.map(() => 5000)].sort(),
  );
});

test("A bus that refuses everything for 25 hours loses and doubles nothing of 400 confirmations meanwhile", {
  timeout,
}, async () => {
  const [result] = await runAll([{ seed: 2000, confirmations: 400, busOutageHours: 25, replay: "at-once" }]);
  expect(result?.simulatedMinutes).toBeGreaterThan(25 * 60);
});
