import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { routes } from "../../api/routes.ts";
import { Permission } from "../../domain/permission.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { loadDemoAgency } from "../../local/sample/demo-agency.ts";
import { Random } from "../simulation/random.ts";
import { type MemoryUse, memoryOf } from "./requests/memory.ts";
import { mutated, type WireRequest } from "./requests/mutations.ts";
import { validRequest } from "./requests/valid-requests.ts";
import { Wire } from "./requests/wire.ts";
import { shareOf } from "./share.ts";

const requests = shareOf(100_000, 3000);
const seed = Number(process.env["REQUESTS_SEED"] ?? 15);
/** Requests under way at the same time: more would wait for processors rather than for the product. */
const atOnce = 4;
const slowestMillis = 2000;
const sample = join(import.meta.dirname, "..", "..", "local", "sample", "sample-agency.json");

let stack: LocalStack;
let token: string;
let wire: Wire;
const logged: string[] = [];

beforeAll(async () => {
  stack = await startLocalStack({
    port: 0,
    assembly: inject("assembly"),
    runsSchedules: false,
    today: "2026-03-16",
    log: (line) => (line.includes("ERROR") || !line.startsWith("[")) && logged.push(line),
    loadSample: (filled) => loadDemoAgency(filled, { file: sample, shiftDays: false }),
  });
  token = await stack.issueToken({ userId: "attacker", permissions: [...Permission.options] });
  wire = new Wire(stack.baseUrl);
}, 120_000);
afterAll(async () => {
  wire?.close();
  await stack?.stop();
});

/** What requests got, and those that got what none may get. */
class Outcome {
  readonly statuses = new Map<number, number>();
  readonly operations = new Set<string>();
  readonly faults: string[] = [];
  slowest = 0;

  async note(asked: WireRequest, replay: number): Promise<void> {
    const { status, millis } = await wire.answered(asked);
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    this.operations.add(asked.operationId);
    this.slowest = Math.max(this.slowest, millis);
    const told = `${replay}: ${asked.method} ${asked.target.slice(0, 200)} (${asked.operationId})`;
    if (status >= 500) this.faults.push(`${told} answered ${status}`);
    // A machine that does something else for a moment is no slow answer: the same request is slow again, then.
    if (millis > slowestMillis && (await this.isSlowAgain(asked)))
      this.faults.push(`${told} took ${Math.round(millis)} ms`);
  }

  private async isSlowAgain(asked: WireRequest): Promise<boolean> {
    const first = await wire.answered(asked);
    const second = await wire.answered(asked);
    return Math.min(first.millis, second.millis) > slowestMillis;
  }
}

const inWords = ({ server, functions }: MemoryUse) => `${server.toFixed(1)} and ${functions.toFixed(1)} MB`;

test(`${requests} mutated requests: no 5xx, no answer over ${slowestMillis} ms, no growth of memory`, {
  timeout: 7_200_000,
}, async () => {
  const random = new Random(seed);
  const outcome = new Outcome();
  let sent = 0;
  const send = async (until: number) => {
    const sender = async () => {
      while (sent < until) {
        sent += 1;
        await outcome.note(mutated(validRequest(random, token), random), sent);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, sender));
    await stack.settled();
    return memoryOf(stack);
  };
  const begun = performance.now();
  // By then every function runs, and has compiled and kept whatever it keeps.
  const warm = await send(Math.ceil(requests / 3));
  const end = await send(requests);
  const seconds = Math.round((performance.now() - begun) / 1000);
  const statuses = [...outcome.statuses].sort().map(([status, count]) => `${status} ${count}`);
  console.log(
    `${sent} requests (REQUESTS_SEED=${seed}) in ${seconds} s; slowest ${Math.round(outcome.slowest)} ms; ${statuses.join(", ")}; ` +
      `memory of the server and of a function ${inWords(warm)} after a third, ${inWords(end)} at the end`,
  );
  expect(outcome.faults).toEqual([]);
  expect(logged).toEqual([]);
  expect(outcome.operations).toEqual(new Set(routes.map(({ operationId }) => operationId)));
  for (const status of [200, 201, 400, 404, 405, 412, 413, 415])
    expect([status, outcome.statuses.has(status)]).toEqual([status, true]);
  // The server keeps the newest 5,000 samples of each metric, and so grows until it has them.
  expect(end.server).toBeLessThan(warm.server + 64);
  expect(end.functions).toBeLessThan(warm.functions * 1.25 + 16);
});
