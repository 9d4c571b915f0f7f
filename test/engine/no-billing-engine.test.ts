import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runBackfill } from "../../functions/backfill/run-backfill.ts";
import { giveAlerts } from "../../functions/remind/give-alerts.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { readAllUnconfirmed } from "../../store/index-entries.ts";
import type { User } from "../e2e/agency.ts";
import { answered, type EnteredClient, enterAuthorization, enterClient, startAgency } from "./agency-on-engine.ts";
import { servicesOn } from "./handlers-in-process.ts";

const settings = "/v1/tracker-settings";
const report = "/v1/reports/unconfirmed-authorizations";

let stack: LocalStack;
let staff: User;
let client: EnteredClient;
beforeAll(async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  ({ stack, staff } = await startAgency());
  client = await enterClient(staff);
});
afterAll(() => stack?.stop());

async function setEngine(billingEngine: boolean): Promise<void> {
  const { body, headers } = await staff.get(settings);
  answered(await staff.put(settings, { ...body, billingEngine }, { ifMatch: headers.get("etag") ?? "" }));
}

const idsOf = (entries: readonly { readonly authorizationId: string }[]) =>
  entries.map(({ authorizationId }) => authorizationId).sort();
const listed = async () => idsOf(await readAllUnconfirmed(servicesOn(stack).table));

/** Services of a job, some minutes later by the stack's clock. */
function later(minutes: number) {
  const now = () => new Date(stack.now().getTime() + minutes * 60_000);
  return { ...servicesOn(stack), now, wait: async () => {} };
}
const longEnough = () => 600_000;

test("Without a billing engine nothing is unconfirmed and the list does not grow; with one all that was entered is listed", async () => {
  const before = await enterAuthorization(staff, client, "PA-1");
  const stays = await enterAuthorization(staff, client, "PA-2");
  expect(answered(await staff.get(report))).toMatchObject({ billingEngine: true, nextCursor: null });
  expect(await listed()).toEqual([before, stays].sort());

  await setEngine(false);
  expect(answered(await staff.get(report))).toEqual({ items: [], nextCursor: null, billingEngine: false });
  const csv = await staff.get(report, { headers: { accept: "text/csv" } });
  expect([csv.status, String(csv.body).trim().split("\n")]).toMatchObject([200, { length: 1 }]);
  const entered = await enterAuthorization(staff, client, "PA-3");
  answered(await staff.patch(`${client.path}/authorizations/${before}`, { authUnits: 30 }, { ifMatch: 1 }));
  expect(await listed(), "what is changed leaves the list").toEqual([stays]);
  const job = later(0);
  await giveAlerts(job, longEnough);
  expect(job.measured).toMatchObject({ Unconfirmed: 0 });

  await setEngine(true);
  expect(await runBackfill(later(1), {}, longEnough), "calls may be under way that know of no engine").toBeNull();
  expect(await runBackfill(later(3), {}, longEnough)).toMatchObject({
    migration: "list-unconfirmed",
    state: "DONE",
    migrated: 2,
  });
  const all = [before, stays, entered].sort();
  expect(await listed()).toEqual(all);
  expect(idsOf(answered(await staff.get(report)).items)).toEqual(all);
  await giveAlerts(job, longEnough);
  expect(job.measured).toMatchObject({ Unconfirmed: 3 });
});

test("What was confirmed or discontinued without the list in between is not listed; a new name is", async () => {
  const confirmed = await enterAuthorization(staff, client, "PA-4");
  answered(await staff.post(`${client.path}/authorizations/${confirmed}/confirm`, undefined, { ifMatch: 1 }));
  await setEngine(false);
  const gone = await enterAuthorization(staff, client, "PA-5");
  answered(await staff.post(`${client.path}/authorizations/${gone}/discontinue`, {}, { ifMatch: 1 }));
  const entered = await enterAuthorization(staff, client, "PA-6");
  const person = { firstName: "Ada", lastName: "Renamed", dateOfBirth: "2015-01-01", status: "ACTIVE" };
  answered(await staff.put(client.path, person));
  await setEngine(true);
  expect(await runBackfill(later(3), {}, longEnough)).toMatchObject({ state: "DONE", migrated: 1 });
  const entries = await readAllUnconfirmed(servicesOn(stack).table);
  expect(idsOf(entries)).toContain(entered);
  expect(idsOf(entries)).not.toContain(gone);
  expect(idsOf(entries)).not.toContain(confirmed);
  expect(new Set(entries.map(({ lastName }) => lastName))).toEqual(new Set(["Renamed"]));
});
