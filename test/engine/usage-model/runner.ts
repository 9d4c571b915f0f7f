import * as fc from "fast-check";
import { expect } from "vitest";
import { listCaps } from "../../../functions/insurances/list-caps.ts";
import { readTracker } from "../../../functions/tracker/read-tracker.ts";
import { accepted, type TestServices } from "../handlers-in-process.ts";
import { type Run, run } from "./actions.ts";
import { enterCatalog, enterRunClient } from "./agency.ts";
import { current } from "./authorizations.ts";
import { expectKept } from "./endings.ts";
import { expectedCaps, expectedRow, rowShown } from "./expected-row.ts";
import { knownRuns } from "./known-runs.ts";
import { Model } from "./model.ts";
import type { Running } from "./running.ts";
import { expectServices, reallocate } from "./service-steps.ts";
import { today } from "./setup.ts";
import { discontinueOne, hear, take } from "./steps.ts";

/** The tracker shows what the model says, of every authorization that is not discontinued. */
async function expectTracker({ model, client }: Running): Promise<void> {
  const asked = { path: { clientId: client.clientId }, query: { context: "NOTE" } };
  const tracker = await accepted(client.services, readTracker, asked);
  const visible = ([0, 1] as const).some((each) => model.inForce(each, today) && model.insurances[each].required);
  expect(tracker.visible).toBe(visible);
  const byId = (a: { authorizationId: string }, b: { authorizationId: string }) =>
    a.authorizationId < b.authorizationId ? -1 : 1;
  const expected = visible ? current(model).map((authorization) => expectedRow(model, authorization)) : [];
  expect(tracker.authorizations.map(rowShown).sort(byId)).toEqual(expected.sort(byId));
}

async function expectCaps({ model, client }: Running): Promise<void> {
  for (const insurance of [0, 1] as const) {
    const path = { clientId: client.clientId, insuranceId: client.insuranceIds[insurance] };
    const { items } = await accepted(client.services, listCaps, { path });
    const shown = items.map(({ updatedAt: _, ...cap }: { updatedAt: string }) => cap);
    const byId = (caps: { authorizationId: string }[]) =>
      caps.toSorted((a, b) => (a.authorizationId < b.authorizationId ? -1 : 1));
    expect(byId(shown)).toEqual(byId(expectedCaps(model, insurance)));
  }
}

/** One run on a client of its own. Throws where model and handlers differ. */
async function follow(shared: TestServices, { policy, steps, lastOrder }: Run): Promise<void> {
  const client = await enterRunClient(shared, policy);
  const model = new Model(policy);
  const running: Running = { model, client, told: [] };
  for (const [index, step] of steps.entries()) {
    if (step === null) continue;
    try {
      await take(running, step);
      await expectTracker(running);
    } catch (error) {
      throw new Error(`Step ${index + 1} (${JSON.stringify(step)}): ${(error as Error).message}`, { cause: error });
    }
  }
  // Billing hears everything at least once more, in any order.
  const keyOf = (index: number) => lastOrder[index % lastOrder.length] ?? 0;
  const rest = [...running.told.keys()].sort((a, b) => keyOf(a) - keyOf(b));
  for (const index of [...rest, ...rest.toReversed()]) await hear(running, index);
  await expectServices(running);
  await reallocate(running, { from: null, to: null, includeNamed: false, meanwhile: null, killedAfter: null });
  await expectTracker(running);
  await expectCaps(running);
  // Also so that the groups, which all runs share, are of no authorization any more.
  for (const authorization of current(model))
    await discontinueOne(running, authorization, authorization.version, "KEEP");
  await expectKept(running);
}

/**
 * Runs the model against the handlers. A failing run is shrunk and printed with its seed and path; the environment's
 * USAGE_MODEL_SEED and USAGE_MODEL_PATH repeat it, USAGE_MODEL_RUNS says how many runs there are.
 */
export async function checkUsage(services: TestServices, runs: number): Promise<void> {
  const { USAGE_MODEL_RUNS, USAGE_MODEL_SEED, USAGE_MODEL_PATH } = process.env;
  await enterCatalog(services);
  const property = fc.asyncProperty(run, (one) => follow(services, one));
  await fc.assert(property, {
    numRuns: Number(USAGE_MODEL_RUNS ?? runs),
    examples: knownRuns,
    endOnFailure: process.env["NOSHRINK"] !== undefined,
    ...(USAGE_MODEL_SEED !== undefined && { seed: Number(USAGE_MODEL_SEED) }),
    ...(USAGE_MODEL_PATH !== undefined && { path: USAGE_MODEL_PATH }),
    interruptAfterTimeLimit: 3_600_000,
    markInterruptAsFailure: true,
  });
}
