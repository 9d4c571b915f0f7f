import { afterAll, beforeAll, inject, test, vi } from "vitest";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { servicesOn } from "./handlers-in-process.ts";
import { checkUsage } from "./usage-model/runner.ts";

let stack: LocalStack;
beforeAll(async () => {
  // The handlers log into this process.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
});
afterAll(() => stack?.stop());

test("Whatever is done in whatever order, tracker, coverage, ledger, audit and caps follow the rules", async () => {
  await checkUsage(servicesOn(stack), 40);
});
