import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { usualFaults } from "./faults.ts";
import { runAll } from "./parallel-runs.ts";
import { type RunResult, run } from "./run.ts";
import { silenced } from "./silence.ts";

/** Share of `part` in `whole`, by what a run counted. */
const share = ({ counts }: RunResult, part: string, whole: string) => (counts[part] ?? 0) / (counts[whole] ?? 0);

describe("Whatever crashes, repeats, conflicts or comes late, caps are what was confirmed: nothing lost, nothing doubled", () => {
  test("2,000 confirmations", async () => {
    const [result] = await runAll([{ seed: 9, confirmations: 2000, replay: "at-once" }]);
    expect(result).toMatchObject({ confirmations: 2000 });
    expect(result?.caps).toBeGreaterThan(400);
  });

  test("also when faults are so frequent that they meet", async () => {
    const [result] = await runAll([{ seed: 1, confirmations: 300, isHarsh: true, replay: "at-once" }]);
    expect(result?.counts["late"], "requests that were carried out when nobody waited any more").toBeGreaterThan(50);
  });

  test("while the bus refuses everything for 25 hours; after it all is delivered, and the archive changes no cap", async () => {
    const [result] = await runAll([{ seed: 2, confirmations: 80, busOutageHours: 25, replay: "at-once" }]);
    expect(result?.simulatedMinutes).toBeGreaterThan(25 * 60);
  });

  test("also when the archive is replayed after a month, when the records of what billing saw expire", async () => {
    const [result] = await runAll([{ seed: 3, confirmations: 100, replay: "after-a-month" }]);
    expect(result?.simulatedMinutes).toBeGreaterThan(30 * 24 * 60);
  });
});

test("Services that are stranded find another authorization, each moved once; what needs none is not uncovered", async () => {
  const [result] = await runAll([{ seed: 2, confirmations: 20, reallocations: 60, isHarsh: true }]);
  const { counts = {} } = result ?? {};
  for (const part of ["reallocated", "notRequired"]) expect(counts[part], part).toBeGreaterThan(150);
  expect(counts["plansChanged"], "plans that somebody else's change made another one").toBeGreaterThan(5);
  expect(counts["crashes"]).toBeGreaterThan(100);
});

describe("A run", () => {
  test("has the faults that it says", async () => {
    const result = await silenced(() => run({ seed: 4, confirmations: 1000 }));
    for (const [part, whole, rate] of [
      ["conflicts", "transactions", usualFaults.conflict],
      ["duplicates", "sent", usualFaults.duplicate],
      ["displaced", "messages", usualFaults.displaced],
      ["crashes", "invocations", usualFaults.crash],
      ["lostReplies", "requests", usualFaults.lostReply],
      ["partialPutEvents", "putEvents", usualFaults.refusedEntries],
    ] as const) {
      expect(share(result, part, whole), `${part} of ${whole}`).toBeGreaterThan(rate / 2);
      expect(share(result, part, whole), `${part} of ${whole}`).toBeLessThan(rate * 2);
    }
    const others = [
      "throttled",
      "timeouts",
      "late",
      "shortPages",
      "clockJumps",
      "unheardReplies",
      "redelivered",
      "givenUpAtOnce",
    ];
    for (const fault of others) expect(result.counts[fault], fault).toBeGreaterThan(0);
  });

  const written = async (seed: number) => {
    const hash = createHash("sha256");
    await silenced(() => run({ seed, confirmations: 150, witness: (line) => hash.update(line) }));
    return hash.digest("hex");
  };

  test("is the same, byte for byte, from the same seed", async () => {
    expect(await written(5)).toBe(await written(5));
  });

  test("is another from another seed", async () => {
    expect(await written(5)).not.toBe(await written(6));
  });
});
