import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { LocalStack } from "../../local/local-stack.ts";
import { eventually, type User } from "../e2e/agency.ts";
import { answered, type EnteredClient, enterAuthorization, enterClient, startAgency } from "./agency-on-engine.ts";
import { dataOf } from "./bus-data.ts";

let stack: LocalStack;
let staff: User;
beforeAll(async () => {
  ({ stack, staff } = await startAgency());
});
afterAll(() => stack?.stop());
afterEach(() => {
  stack.bus.onPutEvents(undefined);
  stack.bus.resume();
});

const refused = { ErrorCode: "ThrottlingException", ErrorMessage: "The bus takes nothing now." };
const refuseAll = () => stack.bus.onPutEvents((entries) => entries.map(() => refused));

const confirm = (client: EnteredClient, authorizationId: string) =>
  staff.post(`${client.path}/authorizations/${authorizationId}/confirm`, undefined, { ifMatch: 1 });
const caps = async (client: EnteredClient) =>
  answered(await staff.get(`${client.path}/insurances/${client.insuranceId}/caps`)).items;
const rows = async (client: EnteredClient) =>
  answered(await staff.get(`${client.path}/authorization-tracker?context=NOTE`)).authorizations;

/** Ids of the events about these authorizations that passed the bus, as often as they passed it. */
const passed = (detailType: string, authorizationIds: readonly string[]) =>
  stack.bus
    .events()
    .filter((event) => event.detailType === detailType)
    .map(dataOf)
    .filter(({ authorizationId }) => authorizationIds.includes(authorizationId))
    .map(({ eventId }) => eventId);

/** Everything is over: each authorization has one cap with the version that was confirmed, told and acknowledged by one event. */
async function expectOneCapEach(client: EnteredClient, authorizationIds: readonly string[]) {
  await stack.settled();
  await stack.runJob("resend");
  await stack.settled();
  const stored = await caps(client);
  expect(stored.map((cap: { authorizationId: string }) => cap.authorizationId).sort()).toEqual(
    [...authorizationIds].sort(),
  );
  for (const cap of stored) expect(cap).toMatchObject({ authorizationVersion: 1, unitsCap: 40, state: "OPEN" });
  for (const detailType of ["AuthorizationConfirmed", "CapUpdated"])
    for (const authorizationId of authorizationIds)
      expect(new Set(passed(detailType, [authorizationId])).size, `${detailType} of ${authorizationId}`).toBe(1);
  for (const row of await rows(client)) expect(row.confirmation.state).toBe("ACKNOWLEDGED");
  expect(stack.queues.deadLetters()).toEqual([]);
}

/** Authorizations that were confirmed while the bus took nothing: their events are in the outbox. */
async function confirmedUnsent(client: EnteredClient, howMany: number): Promise<string[]> {
  refuseAll();
  const authorizationIds = await Promise.all(
    Array.from({ length: howMany }, async (_, index) => {
      const authorizationId = await enterAuthorization(staff, client, `PA-${index}`);
      expect(await confirm(client, authorizationId)).toMatchObject({ status: 200, body: { confirmedMark: "C" } });
      return authorizationId;
    }),
  );
  stack.bus.onPutEvents(undefined);
  return authorizationIds;
}

/** Confirms, and kills the function when its transaction is done and its publish is under way; answers what the caller saw. */
async function confirmKilled(client: EnteredClient, authorizationId: string) {
  stack.bus.pause();
  const reply = confirm(client, authorizationId);
  await eventually(
    async () => stack.bus.waitingRequests(),
    (waiting) => waiting > 0,
  );
  expect(stack.functions.kill("confirm")).toBe(1);
  return reply;
}

test("A confirm that is killed between its transaction and its publish reaches billing exactly once", async () => {
  const client = await enterClient(staff);
  const authorizationId = await enterAuthorization(staff, client, "PA-1");
  const reply = await confirmKilled(client, authorizationId);
  expect(reply.status).toBeGreaterThanOrEqual(500);

  const [row] = await rows(client);
  expect(row).toMatchObject({ confirmedMark: "C", confirmation: { state: "SENT", confirmedBy: "staff" } });
  expect(await caps(client)).toEqual([]);
  expect(passed("AuthorizationConfirmed", [authorizationId])).toEqual([]);

  stack.bus.resume();
  await stack.runJob("resend");
  await expectOneCapEach(client, [authorizationId]);
});

test("Confirming again after a crash answers 200 with the same confirmedAt and publishes nothing more", async () => {
  const client = await enterClient(staff);
  const authorizationId = await enterAuthorization(staff, client, "PA-1");
  await confirmKilled(client, authorizationId);
  stack.bus.resume();

  const [{ confirmation }] = await rows(client);
  const again = await confirm(client, authorizationId);
  expect(again).toMatchObject({ status: 200, body: { confirmation: { confirmedAt: confirmation.confirmedAt } } });
  await stack.runJob("resend");
  await expectOneCapEach(client, [authorizationId]);
});

test.for([
  ["refuses the entry", refuseAll],
  [
    "fails altogether",
    () =>
      stack.bus.onPutEvents(() => {
        throw new Error("out of order");
      }),
  ],
] as const)("A confirm answers 200 although the bus %s, and is sent later", async ([, breakBus]) => {
  const client = await enterClient(staff);
  const authorizationId = await enterAuthorization(staff, client, "PA-1");
  breakBus();
  expect(await confirm(client, authorizationId)).toMatchObject({
    status: 200,
    body: { confirmedMark: "C", confirmation: { state: "SENT" } },
  });
  expect(await stack.runJob("resend")).toEqual({ sent: 0 });
  expect(await caps(client)).toEqual([]);

  stack.bus.onPutEvents(undefined);
  await stack.runJob("resend");
  await expectOneCapEach(client, [authorizationId]);
});

test("A confirm answers 200 although the bus does not answer, and is sent later", async () => {
  const client = await enterClient(staff);
  const authorizationId = await enterAuthorization(staff, client, "PA-1");
  stack.bus.pause();
  expect(await confirm(client, authorizationId)).toMatchObject({ status: 200, body: { confirmedMark: "C" } });
  stack.bus.resume();
  await stack.runJob("resend");
  await expectOneCapEach(client, [authorizationId]);
});

test("Billing that is killed in the middle of a batch gets it again, and makes one cap of each", async () => {
  const client = await enterClient(staff);
  const authorizationIds = await confirmedUnsent(client, 6);
  const held = Promise.withResolvers<void>();
  let acknowledging = 0;
  stack.bus.onPutEvents(async (entries) => {
    if (!entries.some(({ DetailType }) => DetailType === "CapUpdated")) return undefined;
    acknowledging += 1;
    await held.promise;
    return undefined;
  });
  // Not waited for: it sends acknowledgements that it finds unsent, too, and is held with them.
  const job = stack.runJob("resend");
  await eventually(
    async () => acknowledging,
    (reached) => reached > 0,
  );
  expect(stack.functions.kill("billing")).toBeGreaterThan(0);
  held.resolve();
  await job;
  await expectOneCapEach(client, authorizationIds);
  const attempts = stack.bus
    .events()
    .filter((event) => authorizationIds.includes(dataOf(event).authorizationId))
    .flatMap(({ deliveries }) => deliveries.map((delivery) => delivery.attempts));
  expect(Math.max(...attempts), "a batch was delivered again").toBeGreaterThan(1);
});

test("Resend that is killed after the bus took the events sends the same ones again, and nothing is doubled", async () => {
  const client = await enterClient(staff);
  const authorizationIds = await confirmedUnsent(client, 12);
  stack.bus.pause("before-answering");
  const job = stack.runJob("resend").then(
    () => "done",
    () => "killed",
  );
  await eventually(
    async () => passed("AuthorizationConfirmed", authorizationIds).length,
    (sent) => sent >= 10,
  );
  expect(stack.functions.kill("resend")).toBeGreaterThanOrEqual(1);
  expect(await job).toBe("killed");
  stack.bus.resume();

  expect(await stack.runJob("resend")).toMatchObject({ sent: expect.any(Number) });
  await expectOneCapEach(client, authorizationIds);
  expect(
    passed("AuthorizationConfirmed", authorizationIds).length,
    "ten of them went out twice",
  ).toBeGreaterThanOrEqual(22);
});

test("Resend that runs twice at the same time doubles nothing", async () => {
  const client = await enterClient(staff);
  const authorizationIds = await confirmedUnsent(client, 12);
  await Promise.all([stack.runJob("resend"), stack.runJob("resend")]);
  await expectOneCapEach(client, authorizationIds);
});
