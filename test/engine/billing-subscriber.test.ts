import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import type { LocalStack } from "../../local/local-stack.ts";
import type { User } from "../e2e/agency.ts";
import { bySecondSubscriber } from "../examples/second-subscriber.ts";
import { answered, type EnteredClient, enterAuthorization, enterClient, startAgency } from "./agency-on-engine.ts";

const main = join(import.meta.dirname, "..", "..", "examples", "billing-subscriber", "main.ts");

let stack: LocalStack;
let staff: User;
let clients: EnteredClient[];
let authorizationIds: string[];

beforeAll(async () => {
  ({ stack, staff } = await startAgency());
  clients = [await enterClient(staff), await enterClient(staff)];
  await billingHistory();
  await stack.settled();
});
afterAll(() => stack.stop());

/** Confirmed and changed, confirmed again for another insurance, discontinued, never confirmed: all that caps come from. */
async function billingHistory(): Promise<void> {
  const [client, other] = clients;
  if (client === undefined || other === undefined) throw new Error("There are two clients.");
  const change = async (path: string, body: object) =>
    answered(await staff.patch(path, body, { ifMatch: answered(await staff.get(path)).version }));
  const act = async (path: string, action: string) =>
    answered(await staff.post(`${path}/${action}`, undefined, { ifMatch: answered(await staff.get(path)).version }));
  const second = { priority: 2, payerId: "P1", subscriberNumber: "S-9" };
  const { insuranceId } = answered(await staff.post(`${client.path}/insurances`, second));
  const ids = [
    await enterAuthorization(staff, client, "STAYS"),
    await enterAuthorization(staff, client, "CHANGES"),
    await enterAuthorization(staff, client, "ENDS"),
    await enterAuthorization(staff, other, "MOVES ON"),
    await enterAuthorization(staff, other, "NEVER CONFIRMED"),
  ];
  const [stays, changes, ends, movesOn] = ids.map(
    (id, index) => `${index < 3 ? client.path : other.path}/authorizations/${id}`,
  );
  if (!stays || !changes || !ends || !movesOn) throw new Error("There are five authorizations.");
  for (const path of [stays, changes, ends, movesOn]) await act(path, "confirm");
  await change(changes, { authUnits: 12, insuranceId });
  await act(changes, "confirm");
  await act(ends, "discontinue");
  await change(movesOn, { authVisits: 3, authUnits: null });
  await act(movesOn, "confirm");
  await change(movesOn, { authVisits: 9 });
  authorizationIds = ids;
}

/** The caps that the product shows, without what services have taken, by authorization. */
async function productCaps(): Promise<Record<string, unknown>> {
  const found: [string, unknown][] = [];
  for (const client of clients) {
    const { items } = answered(await staff.get(`${client.path}/insurances`));
    for (const { insuranceId } of items) {
      const caps = answered(await staff.get(`${client.path}/insurances/${insuranceId}/caps`)).items;
      for (const { authorizationId, unitsUsed, unitsRemaining, visitsUsed, visitsRemaining, updatedAt, ...cap } of caps)
        found.push([authorizationId, { insuranceId, ...cap }]);
    }
  }
  return Object.fromEntries(found);
}

/** Runs the example as its users do; answers its caps by authorization. */
async function example(
  parameters: readonly string[],
  events: readonly unknown[] = [],
): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [main, ...parameters], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  try {
    const caps = JSON.parse(output) as { agencyId: string; clientId: string; authorizationId: string }[];
    return Object.fromEntries(
      caps.map(({ agencyId: _, clientId: __, authorizationId, ...cap }) => [authorizationId, cap]),
    );
  } catch (cause) {
    throw new Error(`The example ended badly: ${complaint}`, { cause });
  }
}

/** Each event as a queue behind a rule gets it, three times, in an order that is none. */
const delivered = () =>
  [1, 2, 3]
    .flatMap(() => stack.bus.events())
    .map(({ eventId, detailType, ...event }) => ({ ...event, id: eventId, "detail-type": detailType }))
    .map((event, index) => ({ event, place: (index * 7919 + 13) % 101 }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ event }) => event);

it("the example keeps the caps that the product shows, from the events of a local server", async () => {
  const caps = await productCaps();
  expect(Object.keys(caps).sort()).toEqual(authorizationIds.slice(0, 4).sort());
  expect(await example(["--from", stack.baseUrl, "--once"])).toEqual(caps);
});

it("and the same from events that come three times in any order, over runs that are broken off and begun again", async () => {
  const directory = mkdtempSync(join(tmpdir(), "subscriber-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const state = ["--state", join(directory, "state.json")];
  const events = delivered();
  for (const part of [0, 1, 2]) await example(state, events.slice(part * 7, part * 7 + 9));
  expect(await example(state, events)).toEqual(await productCaps());
  expect(await example(state)).toEqual(await productCaps());
});

it("and so does the second implementation, which knows only AsyncAPI and README", async () => {
  expect(bySecondSubscriber(delivered())).toEqual({ caps: await productCaps(), deadLetters: [] });
});
