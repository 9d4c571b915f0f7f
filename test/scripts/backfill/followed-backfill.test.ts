import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type Backfill, backfillAfterPage, startedBackfill } from "../../../domain/backfill.ts";
import { deployedJob } from "../../../scripts/backfill/asked-job.ts";
import { followBackfill } from "../../../scripts/backfill/followed-backfill.ts";

const at = "2026-03-16T12:00:00.000Z";
const asked = { migration: "m", itemsPerSecond: 50, dryRun: false };
const begun = startedBackfill(undefined, asked, at);
const half = backfillAfterPage(begun, { examined: 100, migrated: 7, position: { PK: "a", SK: "b" } }, at);
const done = backfillAfterPage(half, { examined: 20, migrated: 1, position: null }, at);

/** The answers of a job, one after the other, and what it was asked. */
function answering(...answers: (Backfill | null)[]) {
  const inputs: object[] = [];
  const left = [...answers];
  return {
    inputs,
    ask: async (input: object) => {
      inputs.push(input);
      return left.shift() ?? null;
    },
  };
}

it("asks again until it is through, and tells each time how far it is", async () => {
  const { ask, inputs } = answering(half, half, done);
  const lines: string[] = [];
  expect(await followBackfill(ask, asked, (line) => lines.push(line))).toBe(done);
  expect(inputs).toEqual([0, 1, 2].map(() => ({ ...asked, runSeconds: 30 })));
  expect(lines).toHaveLength(3);
  expect(lines.at(-1)).toContain("120 items looked at, 8 migrated");
});

it("ends when somebody stops it", async () => {
  const stopped: Backfill = { ...half, state: "STOPPED" };
  const { ask, inputs } = answering(stopped, done);
  expect(await followBackfill(ask, asked, () => {})).toBe(stopped);
  expect(inputs).toHaveLength(1);
});

const resources = {
  StackResourceSummaries: [
    { ResourceType: "AWS::Lambda::Function", LogicalResourceId: "Functionsbilling1", PhysicalResourceId: "billing-1" },
    {
      ResourceType: "AWS::Lambda::Function",
      LogicalResourceId: "Functionsbackfill2",
      PhysicalResourceId: "backfill-2",
    },
  ],
};

it("on AWS calls the stack's function, and reads its answer", async () => {
  const calls: (readonly string[])[] = [];
  const job = deployedJob((args, input) => {
    calls.push(args);
    if (args[0] === "cloudformation") return resources;
    expect(JSON.parse(input?.payload ?? "")).toEqual(asked);
    writeFileSync(args.at(-1) ?? "", JSON.stringify(half));
    return { StatusCode: 200 };
  }, "PriorAuthTracker-x");
  expect(await job(asked)).toEqual(half);
  expect(calls.at(-1)?.slice(0, 4)).toEqual(["lambda", "invoke", "--function-name", "backfill-2"]);
});

it("on AWS fails with what the function said", async () => {
  const job = deployedJob((args) => {
    if (args[0] === "cloudformation") return resources;
    writeFileSync(args.at(-1) ?? "", JSON.stringify({ errorMessage: "/itemsPerSecond must be at most 1000" }));
    return { StatusCode: 200, FunctionError: "Unhandled" };
  }, "PriorAuthTracker-x");
  await expect(job(asked)).rejects.toThrow("must be at most 1000");
});

it("on AWS says so where a stack has no such function yet", () => {
  expect(() => deployedJob(() => ({ StackResourceSummaries: [] }), "PriorAuthTracker-x")).toThrow(
    "deploy this release",
  );
});
