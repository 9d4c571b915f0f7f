import * as fc from "fast-check";
import { afterAll, beforeAll, inject, test, vi } from "vitest";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { type Action, extendedOnItsLastDay, lowAndExtendedAfterItsEnd, steps } from "./alerts-model/actions.ts";
import { later } from "./alerts-model/model.ts";
import { AgencyOverDays, ClientOverDays } from "./alerts-model/steps.ts";
import { servicesOn } from "./handlers-in-process.ts";

let stack: LocalStack;
beforeAll(async () => {
  // The handlers log into this process.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
});
afterAll(() => stack?.stop());

async function follow(agency: AgencyOverDays, actions: readonly Action[]): Promise<void> {
  // What was entered before is long expired.
  agency.today = later(agency.today, 200);
  const client = new ClientOverDays(agency);
  await client.enter();
  for (const [index, action] of actions.entries()) {
    try {
      await client.take(action);
    } catch (error) {
      throw new Error(`Step ${index + 1} (${JSON.stringify(action)}): ${(error as Error).message}`, { cause: error });
    }
  }
  await client.take({ type: "remind", gap: 1, manner: "once" });
}

/** A failing run is shrunk and printed with its seed and path; ALERTS_MODEL_SEED repeats it, ALERTS_MODEL_RUNS says how many. */
test("Over days with gaps, double runs, a bus that is down, moved dates, services and voids, each alert is given once and none is missed", async () => {
  const { ALERTS_MODEL_RUNS = "25", ALERTS_MODEL_SEED } = process.env;
  const agency = new AgencyOverDays(servicesOn(stack));
  await agency.enterCatalog();
  await fc.assert(
    fc.asyncProperty(steps, (actions) => follow(agency, actions)),
    {
      numRuns: Number(ALERTS_MODEL_RUNS),
      examples: [[extendedOnItsLastDay], [lowAndExtendedAfterItsEnd]],
      ...(ALERTS_MODEL_SEED !== undefined && { seed: Number(ALERTS_MODEL_SEED) }),
      interruptAfterTimeLimit: 3_600_000,
      markInterruptAsFailure: true,
    },
  );
});
