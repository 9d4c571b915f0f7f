import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { changeAuthorization } from "../../functions/authorizations/change-authorization.ts";
import { readLedger } from "../../functions/authorizations/read-ledger.ts";
import { putClient } from "../../functions/clients/put-client.ts";
import { addClientInsurance } from "../../functions/insurances/add-client-insurance.ts";
import { applyReallocation } from "../../functions/services/apply-reallocation.ts";
import { putService } from "../../functions/services/put-service.ts";
import { readReallocation } from "../../functions/services/read-reallocation.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { repeat } from "./grown-client.ts";
import { accepted, servicesOn, type TestServices } from "./handlers-in-process.ts";
import { Killed, killedAfter } from "./killed-process.ts";

let stack: LocalStack;
let services: TestServices;

beforeAll(async () => {
  // The handlers log into this process.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
  services = servicesOn(stack);
  await accepted(services, putPayer, { path: { payerId: "P1" }, body: { name: "Payer", priorAuthsRequired: true } });
  const code = { procedureCode: "90837", label: "Session" };
  await accepted(services, putActivityCode, { path: { activityCode: "INT" }, body: code });
});
afterAll(() => stack?.stop());

/** A client whose services of one unit no authorization covers. */
async function uncovered(clientId: string, count: number) {
  const path = { clientId };
  const person = { firstName: "Ada", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
  await accepted(services, putClient, { path, body: person });
  const insured = { priority: 1, payerId: "P1", subscriberNumber: "S-1" };
  const { insuranceId } = await accepted(services, addClientInsurance, { path, body: insured });
  const post = () =>
    accepted(services, putService, {
      path: { ...path, serviceId: crypto.randomUUID() },
      body: { activityCode: "INT", serviceDate: "2026-03-02", units: 1, status: "RENDERED" },
    });
  await repeat(services, post, count);
  const add = (dates: object) =>
    accepted(services, addAuthorization, {
      path,
      body: { insuranceId, authorizationNumber: "Pending", procedure: { activityCode: "INT" }, ...dates },
    });
  return { path, add };
}

/** Whose time is over after some requests. */
function hurried(): TestServices {
  let asked = 0;
  return { ...services, table: { ...services.table, remainingMillis: () => (++asked > 25 ? 500 : 10_000) } };
}

const planOf = (path: object) => accepted(services, readReallocation, { path });
const apply = (path: object, planHash: string, by: TestServices = services) =>
  accepted(by, applyReallocation, { path, body: { planHash } });

test("a plan is about 1,000 services, and says how many follow; warnings name 100, and how many follow", async () => {
  const { path, add } = await uncovered("MANY-1", 1003);
  const { warnings } = await add({ effectiveDate: "2026-03-01", expirationDate: "2026-03-31" });
  expect([warnings.length, warnings.at(-1)]).toEqual([101, "NO_AUTHORIZATION:+903"]);
  const { moves, more } = await planOf(path);
  expect([moves.length, more]).toEqual([1000, 3]);
});

test("a call ends while there is time for an answer, and sent again it goes on", async () => {
  const { path, add } = await uncovered("SLOW-1", 20);
  const { authorizationId } = await add({ effectiveDate: "2026-03-01", expirationDate: "2026-03-31" });
  const { planHash } = await planOf(path);
  const first = await apply(path, planHash, hurried());
  expect(first.moved).toBeGreaterThan(0);
  expect(first.left).toBe(20 - first.moved);
  expect(first.left).toBeGreaterThan(0);
  expect(await apply(path, planHash)).toMatchObject({ moved: first.left, left: 0 });
  const ledger = await accepted(services, readLedger, { path: { ...path, authorizationId } });
  expect(ledger.balance.units.used).toBe(20);
});

test("what somebody else changes while a plan is done is planned anew: nothing more is moved by a plan that no longer holds", async () => {
  const { path, add } = await uncovered("TWO-2", 10);
  const { authorizationId } = await add({ effectiveDate: "2026-03-01", expirationDate: "2026-03-31" });
  const { planHash } = await planOf(path);
  const first = await apply(path, planHash, hurried());
  const change = { body: { effectiveDate: "2026-03-10" }, ifMatch: 1 };
  const { warnings } = await accepted(services, changeAuthorization, { path: { ...path, authorizationId }, ...change });
  expect(warnings).toHaveLength(first.moved);
  await expect(apply(path, planHash)).rejects.toThrow(/PLAN_CHANGED/);
  const { moves, unplaced } = await planOf(path);
  expect([moves, unplaced.length]).toEqual([[], 10]);
});

test("100 misplaced, the process killed after 37: sent again it moves 63", async () => {
  const { path, add } = await uncovered("KILLED-3", 100);
  const { authorizationId } = await add({ effectiveDate: "2026-03-01", expirationDate: "2026-03-31" });
  const { planHash } = await planOf(path);
  await expect(apply(path, planHash, killedAfter(services, 37))).rejects.toThrow(Killed);
  expect(await apply(path, planHash)).toMatchObject({ moved: 63, left: 0 });
  const ledger = { path: { ...path, authorizationId }, query: { limit: "100" } };
  const { items, balance, nextCursor } = await accepted(services, readLedger, ledger);
  expect([items.length, balance.units.used, nextCursor]).toEqual([100, 100, null]);
});
