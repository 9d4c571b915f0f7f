import { expect, vi } from "vitest";
import { inParallel } from "../../../functions/runtime/in-parallel.ts";
import { FunctionFailure } from "../../../local/functions/function-instance.ts";
import type { LocalStack } from "../../../local/local-stack.ts";
import type { User } from "../../e2e/agency.ts";
import { answered } from "../agency-on-engine.ts";
import { servicesOn } from "../handlers-in-process.ts";
import { BusWatch } from "./bus-watch.ts";
import {
  byAuthorization,
  confirmationsPerClient,
  enterPlannedClient,
  expectedCaps,
  type PlannedClient,
} from "./entered.ts";
import { Killer } from "./killer.ts";
import { randomFrom } from "./random.ts";

export interface Plan {
  readonly seed: number;
  /** A multiple of `confirmationsPerClient`. */
  readonly confirmations: number;
  readonly kills: number;
}

/** Requests that are under way at once, each for another client. */
const lanes = 8;
/** Events left in the outbox at which `resend` is run; on AWS it is run every minute. */
const unsentPerResend = 40;

/**
 * Confirms over HTTP while billing and resend are killed in the middle of their work, then compares what billing has with
 * the model: every cap as it was confirmed last, none missing, none twice, nothing left over. Answers what happened.
 */
export async function confirmWhileKilling(agency: { stack: LocalStack; staff: User }, plan: Plan) {
  const { stack, staff } = agency;
  const random = randomFrom(plan.seed);
  const clients = await enter(stack, plan, random);
  const killer = new Killer(stack.functions, plan.kills, random);
  const watch = new BusWatch(random);
  let confirmed = 0;
  const moment = () => killer.moment(confirmed / plan.confirmations);
  stack.bus.onPutEvents((entries) => {
    moment();
    return watch.verdict(entries);
  });

  let resending: Promise<number | null> | null = null;
  const resend = () => {
    resending ??= resent(stack).finally(() => {
      resending = null;
    });
    return resending;
  };
  await inParallel(clients, lanes, (client) =>
    confirmAll(staff, client, () => {
      confirmed += 1;
      moment();
      if (watch.unsent.size >= unsentPerResend) void resend();
    }),
  );
  // What waits in queue and outbox is still work that can be broken off. An event is refused once, so two runs show the end.
  for (let idleRuns = 0; idleRuns < 2; ) {
    await stack.settled();
    idleRuns = (await resend()) === 0 ? idleRuns + 1 : 0;
  }
  stack.bus.onPutEvents(undefined);

  expect(killer.isDone, `only ${killer.killed} kills found anybody`).toBe(true);
  expect(watch.versionsTold("AuthorizationConfirmed")).toBe(plan.confirmations);
  expect(watch.doubled()).toEqual([]);
  expect([...watch.unsent]).toEqual([]);
  expect(stack.queues.deadLetters()).toEqual([]);
  await inParallel(clients, lanes, (client) => expectCaps(staff, client));
  for (const { authorizationId, authorizationVersion } of clients.flatMap(expectedCaps))
    expect(watch.events.has(`CapUpdated ${authorizationId} ${authorizationVersion}`)).toBe(true);
  return { seed: plan.seed, confirmed, killedAtWork: killer.hits, sentAgain: watch.repeated };
}

/** Runs `resend` once; says how many events it sent, or null when it was killed. */
async function resent(stack: LocalStack): Promise<number | null> {
  try {
    return ((await stack.runJob("resend")) as { sent: number }).sent;
  } catch (error) {
    if (error instanceof FunctionFailure && error.reason === "ended") return null;
    throw error;
  }
}

async function enter(stack: LocalStack, { confirmations }: Plan, random: () => number): Promise<PlannedClient[]> {
  // The handlers log into this process.
  const silent = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const services = servicesOn(stack);
  const clients: PlannedClient[] = [];
  const names = Array.from({ length: confirmations / confirmationsPerClient }, (_, index) => String(index));
  await inParallel(names, lanes, async (name) => {
    clients.push(await enterPlannedClient(services, name, random));
  });
  silent.mockRestore();
  return clients;
}

/** Confirms each authorization of a client, and those with several amounts of units once for each. */
async function confirmAll(staff: User, client: PlannedClient, onConfirmed: () => void): Promise<void> {
  for (const { authorizationId, units } of client.authorizations) {
    const path = `/v1/clients/${client.clientId}/authorizations/${authorizationId}`;
    let version = 1;
    for (const [index, authUnits] of units.entries()) {
      if (index > 0) ({ version } = answered(await staff.patch(path, { authUnits }, { ifMatch: version })));
      ({ version } = answered(await staff.post(`${path}/confirm`, undefined, { ifMatch: version })));
      onConfirmed();
    }
  }
}

async function expectCaps(staff: User, client: PlannedClient): Promise<void> {
  const path = `/v1/clients/${client.clientId}/insurances/${client.insuranceId}/caps`;
  const { items } = answered(await staff.get(path));
  const shown = items.map(({ updatedAt: _, ...cap }: { updatedAt: string; authorizationId: string }) => cap);
  expect(shown.sort(byAuthorization)).toEqual(expectedCaps(client));
}
