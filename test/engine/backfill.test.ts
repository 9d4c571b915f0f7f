import { DeleteCommand, GetCommand, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Backfill } from "../../domain/backfill.ts";
import { type BackfillServices, runBackfill } from "../../functions/backfill/run-backfill.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { authorizationKey, backfillKey } from "../../store/keys.ts";
import { eventually, type User } from "../e2e/agency.ts";
import { answered, type EnteredClient, enterClient, enterEnding, startAgency } from "./agency-on-engine.ts";
import { servicesOn } from "./handlers-in-process.ts";
import { randomFrom } from "./kills/random.ts";

const migration = "expiration-date-since";
const howMany = 60;

let stack: LocalStack;
let staff: User;
let client: EnteredClient;
let ids: string[];
let table: ReturnType<typeof servicesOn>["table"];
beforeAll(async () => {
  ({ stack, staff } = await startAgency());
  client = await enterClient(staff);
  ids = [];
  for (let left = howMany; left > 0; left--) ids.push(await enterEnding(staff, client));
  ({ table } = servicesOn(stack));
});
afterAll(() => stack?.stop());

type Item = Record<string, unknown>;
async function stored(authorizationId: string): Promise<Item> {
  const Key = { ...authorizationKey(client.clientId, authorizationId) };
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
  return Item ?? {};
}

/** Every authorization as an earlier release wrote it, and no backfill ever. */
beforeEach(async () => {
  for (const id of ids) {
    const { expirationDateSince: _, ...older } = await stored(id);
    await table.client.send(new PutCommand({ TableName: table.name, Item: { ...older, schema: 1 } }));
  }
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: { ...backfillKey(migration) } }));
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});

/** Services whose time passes only when they wait. */
function patientServices(): BackfillServices & { waitedMillis: () => number } {
  let millis = Date.parse("2026-03-16T12:00:00.000Z");
  const begun = millis;
  return {
    ...servicesOn(stack),
    now: () => new Date(millis),
    wait: async (more) => {
      millis += more;
    },
    waitedMillis: () => millis - begun,
  };
}

const longEnough = () => 500_000;
const anew = { migration, itemsPerSecond: 20 };

async function countItems(): Promise<number> {
  const count = new ScanCommand({ TableName: table.name, Select: "COUNT", ConsistentRead: true });
  return (await table.client.send(count)).Count ?? 0;
}

async function expectAllMigrated(): Promise<void> {
  for (const id of ids) {
    const { schema, expirationDateSince, createdAt } = await stored(id);
    expect({ schema, expirationDateSince }, id).toEqual({ schema: 2, expirationDateSince: createdAt });
  }
}

test("Every older item is migrated, with its version and all else as it was", async () => {
  const before = await Promise.all(ids.map(stored));
  const run = await runBackfill(patientServices(), anew, longEnough);
  expect(run).toMatchObject({ state: "DONE", migrated: howMany });
  for (const item of before)
    expect(await stored(String(item["authorizationId"]))).toEqual({
      ...item,
      schema: 2,
      expirationDateSince: item["createdAt"],
    });
  expect(await runBackfill(patientServices(), anew, longEnough)).toMatchObject({ state: "DONE", migrated: 0 });
});

test("It looks at no more items a second than it may, by a clock that only its waiting moves", async () => {
  const services = patientServices();
  const run = await runBackfill(services, anew, longEnough);
  expect(run?.examined).toBe(await countItems());
  expect(services.waitedMillis()).toBe(((run?.examined ?? 0) / anew.itemsPerSecond) * 1000);
});

test("A dry run counts what it would migrate, and changes nothing", async () => {
  const before = await Promise.all(ids.map(stored));
  const run = await runBackfill(patientServices(), { ...anew, dryRun: true }, longEnough);
  expect(run).toMatchObject({ state: "DONE", dryRun: true, migrated: howMany });
  expect(await Promise.all(ids.map(stored))).toEqual(before);
});

test("A run that ends at any of its requests is gone on with, and in the end every item is migrated once", async () => {
  const random = randomFrom(20260316);
  let kills = 0;
  let run: Backfill | null = null;
  // Until one run comes through by itself.
  for (let round = 0; run?.state !== "DONE"; round++) {
    expect(round).toBeLessThan(100);
    const services = patientServices();
    // Later each time, so that there is an end.
    let left = 1 + Math.floor(random() * (6 + 3 * round));
    const send = services.table.client.send.bind(services.table.client);
    const dying = new Proxy(services.table.client, {
      get: (target, name, receiver) =>
        name === "send"
          ? async (...args: Parameters<typeof send>) => {
              left -= 1;
              const isLost = left <= 0;
              if (isLost && random() < 0.5) throw new Error("killed before its request");
              const reply = await send(...args);
              if (isLost) throw new Error("killed after its request");
              return reply;
            }
          : Reflect.get(target, name, receiver),
    });
    try {
      run = await runBackfill({ ...services, table: { ...services.table, client: dying } }, anew, longEnough);
    } catch (error) {
      expect(String(error)).toContain("killed");
      kills += 1;
    }
  }
  expect(kills).toBeGreaterThan(3);
  await expectAllMigrated();
  // What a run did after its last checkpoint is not counted, and nothing is counted twice.
  expect(run.migrated).toBeLessThanOrEqual(howMany);
});

test("Edits by users in the middle of it are kept, and none of them is stale because of it", async () => {
  const services = patientServices();
  const versions = new Map<string, number>();
  for (const id of ids) versions.set(id, Number((await stored(id))["version"]));
  const byAndBy = ids.slice(0, -10);
  let edited = 0;
  const editing = {
    ...services,
    wait: async (millis: number) => {
      await services.wait(millis);
      const id = byAndBy[edited];
      if (id === undefined) return;
      edited += 1;
      // By the version that was read before the migration began.
      const path = `${client.path}/authorizations/${id}`;
      answered(await staff.patch(path, { notes: `edit ${edited}` }, { ifMatch: versions.get(id) ?? 0 }));
    },
  };
  const [, ...both] = await Promise.all([
    runBackfill(editing, { migration, itemsPerSecond: 5 }, longEnough),
    ...ids.slice(-10).map(async (id) => {
      const path = `${client.path}/authorizations/${id}`;
      return answered(await staff.patch(path, { notes: "at once" }, { ifMatch: versions.get(id) ?? 0 }));
    }),
  ]);
  expect(edited).toBeGreaterThan(5);
  await expectAllMigrated();
  for (const { authorizationId, notes } of both) expect((await stored(authorizationId))["notes"]).toBe(notes);
  for (const [index, id] of byAndBy.slice(0, edited).entries())
    expect(await stored(id)).toMatchObject({ notes: `edit ${index + 1}`, version: (versions.get(id) ?? 0) + 1 });
});

test("The deployed job goes on after its process was killed in the middle", async () => {
  const progress = async () => {
    const Key = { ...backfillKey(migration) };
    const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
    return Item as unknown as Backfill | undefined;
  };
  // Slow enough to be met in the middle.
  const first = stack.runJob("backfill", { migration, itemsPerSecond: 20 });
  await eventually(progress, (each) => each?.position !== undefined);
  stack.functions.kill("backfill");
  await expect(first).rejects.toThrow();
  const all = await countItems();
  expect((await progress())?.examined).toBeLessThan(all);
  const second = await stack.runJob("backfill", { migration, itemsPerSecond: 1000 });
  expect(second).toMatchObject({ state: "DONE", examined: all });
  await expectAllMigrated();
});

test("One that was stopped stays so until it is asked for, and the schedule goes on with what was left behind", async () => {
  const services = patientServices();
  const stopped = await runBackfill(services, { migration, itemsPerSecond: 20, runSeconds: 1 }, countdown(services));
  expect(stopped).toMatchObject({ state: "RUNNING" });
  expect(await runBackfill(services, { migration, stop: true }, longEnough)).toMatchObject({ state: "STOPPED" });
  await services.wait(600_000);
  expect(await runBackfill(services, { job: "backfill" }, longEnough)).toBeNull();
  const again = await runBackfill(services, { ...anew, runSeconds: 1 }, countdown(services));
  expect(again).toMatchObject({ state: "RUNNING", startedAt: stopped?.startedAt });
  // Somebody may be working on it.
  expect(await runBackfill(services, { job: "backfill" }, longEnough)).toBeNull();
  await services.wait(600_000);
  expect(await runBackfill(services, { job: "backfill" }, longEnough)).toMatchObject({ state: "DONE" });
  await expectAllMigrated();
});

/** The time that a function of 570 seconds has left, by the clock of its services. */
function countdown({ now }: BackfillServices): () => number {
  const end = now().getTime() + 570_000;
  return () => end - now().getTime();
}
