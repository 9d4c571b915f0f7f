import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { LocalStack } from "../../local/local-stack.ts";
import { eventually, type User } from "../e2e/agency.ts";
import { type EnteredClient, enterClient, enterEnding, enterLow, startAgency } from "./agency-on-engine.ts";

let stack: LocalStack;
let staff: User;
let client: EnteredClient;
beforeAll(async () => {
  ({ stack, staff } = await startAgency());
});
afterAll(() => stack?.stop());
beforeEach(async () => {
  client = await enterClient(staff);
});
afterEach(() => {
  stack.bus.onPutEvents(undefined);
  stack.bus.resume();
});

/** Told of twice on its first day: it ends in 7 days, and one unit is left. */
const enterSome = (howMany: number) => Promise.all(Array.from({ length: howMany }, () => enterLow(staff, client)));

const told = { AuthorizationExpiring: 7, AuthorizationRunningLow: 1 } as const;

/** Alerts about authorizations that passed the bus, each as often as it did. */
function passed(authorizationIds: readonly string[]) {
  return stack.bus.events().flatMap(({ detailType, detail }) => {
    const { metadata, data } = detail as {
      metadata: { eventId: string };
      data: { authorizationId: string; daysLeft?: number; threshold?: number };
    };
    if (!(detailType in told) || !authorizationIds.includes(data.authorizationId)) return [];
    const { authorizationId, daysLeft, threshold } = data;
    return [{ detailType, authorizationId, told: daysLeft ?? threshold, eventId: metadata.eventId }];
  });
}

/** Each was told of both ways, each by one event, even if that one went out more than once. */
function expectToldOnce(authorizationIds: readonly string[]): void {
  const events = new Map(passed(authorizationIds).map(({ eventId, ...event }) => [eventId, event]));
  const texts = (alerts: Iterable<object>) => [...alerts].map((alert) => JSON.stringify(alert)).sort();
  const wanted = authorizationIds.flatMap((authorizationId) =>
    Object.entries(told).map(([detailType, threshold]) => ({ detailType, authorizationId, told: threshold })),
  );
  expect(texts(events.values())).toEqual(texts(wanted));
}

const refused = { ErrorCode: "ThrottlingException", ErrorMessage: "The bus takes nothing now." };

test("POST /local/jobs/remind gives each alert once, however often", async () => {
  const ids = await enterSome(12);
  expect(await stack.runJob("remind")).toEqual({ today: "2026-03-16", given: 24, isDone: true });
  expect(await stack.runJob("remind")).toEqual({ today: "2026-03-16", given: 0, isDone: true });
  await stack.runJob("resend");
  expectToldOnce(ids);
  expect(passed(ids)).toHaveLength(24);
});

test("Two runs at once give each alert once", async () => {
  const ids = await enterSome(12);
  const runs = (await Promise.all([stack.runJob("remind"), stack.runJob("remind")])) as { given: number }[];
  expect(runs.reduce((sum, { given }) => sum + given, 0)).toBe(24);
  await stack.runJob("resend");
  expectToldOnce(ids);
});

test("A run that is killed between its transactions and its publish gives each alert once", async () => {
  const ids = await enterSome(3);
  stack.bus.pause();
  const run = stack.runJob("remind").then(
    () => "done",
    () => "killed",
  );
  await eventually(
    async () => stack.bus.waitingRequests(),
    (waiting) => waiting > 0,
  );
  expect(stack.functions.kill("remind")).toBeGreaterThanOrEqual(1);
  expect(await run).toBe("killed");
  expect(passed(ids)).toEqual([]);

  stack.bus.resume();
  await stack.runJob("remind");
  await stack.runJob("resend");
  expectToldOnce(ids);
});

test("Alerts that the bus refuses are given, and sent later", async () => {
  const ids = await enterSome(3);
  stack.bus.onPutEvents((entries) => entries.map(() => refused));
  expect(await stack.runJob("remind")).toMatchObject({ given: 6, isDone: true });
  expect(passed(ids)).toEqual([]);

  stack.bus.onPutEvents(undefined);
  expect(await stack.runJob("remind")).toMatchObject({ given: 0 });
  expect(await stack.runJob("resend")).toEqual({ sent: 6 });
  expectToldOnce(ids);
});

test("A service and a change of limits at the same moment as the job: what is told is so, and told once", async () => {
  const id = await enterEnding(staff, client, { authUnits: 9, expirationDate: "2026-12-31" });
  const post = (number: number) =>
    staff.put(`${client.path}/services/${client.clientId}-${number}`, {
      activityCode: "INT",
      serviceDate: "2026-03-10",
      units: 1,
      authorizationId: id,
    });
  const rest = Array.from({ length: 9 }, (_, number) => post(number));
  const change = staff.patch(`${client.path}/authorizations/${id}`, { authUnits: 10 }, { ifMatch: 1 });
  await Promise.all([...rest, change, ...Array.from({ length: 4 }, () => stack.runJob("remind"))]);
  await stack.runJob("remind");
  // Ten units, of which nine are used: the last word is that one is left, and nothing tells that more is left than was told.
  const thresholds = passed([id]).map((event) => event.told);
  expect(thresholds.at(-1)).toBe(1);
  expect(new Set(passed([id]).map(({ eventId }) => eventId)).size).toBe(thresholds.length);
});
