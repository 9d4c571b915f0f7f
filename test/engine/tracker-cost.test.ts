import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { changeAuthorization } from "../../functions/authorizations/change-authorization.ts";
import { readAuthorization } from "../../functions/authorizations/read-authorization.ts";
import { putService } from "../../functions/services/put-service.ts";
import { readTracker } from "../../functions/tracker/read-tracker.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { enterGrowingClient, repeat } from "./grown-client.ts";
import { accepted, servicesOn, type TestServices } from "./handlers-in-process.ts";
import { type Sent, watched } from "./read-cost.ts";

const path = { clientId: "GROWN-1" };
let stack: LocalStack;
let services: TestServices;
let growing: Awaited<ReturnType<typeof enterGrowingClient>>;
beforeAll(async () => {
  // The handlers log into this process.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
  services = servicesOn(stack);
  growing = await enterGrowingClient(services, path.clientId);
});
afterAll(() => stack?.stop());

/** What reading the tracker sends, with a catalog that is known. */
async function sentByTracker(): Promise<Sent[]> {
  const fresh = servicesOn(stack);
  const ask = () => accepted(fresh, readTracker, { path, query: { context: "NOTE" } });
  await ask();
  const sent = watched(fresh.table);
  const { authorizations } = await ask();
  expect(authorizations).toHaveLength(1);
  return sent.toSorted((a, b) => (a.command < b.command ? -1 : 1));
}

test("The tracker is one Query", async () => {
  expect(await sentByTracker()).toEqual([
    { command: "GetItemCommand", partition: "CATALOG", readUnits: 1 },
    { command: "QueryCommand", partition: "CLIENT#GROWN-1", readUnits: expect.any(Number) },
  ]);
});

test.for([
  ["1,000 discontinued authorizations", () => growing.addHistory()],
  ["1,000 services, 1,000 void ones and their audit", () => growing.addServices()],
] as const)("The tracker's cost does not grow with %s", async ([, act]) => {
  const before = await sentByTracker();
  expect(await repeat(services, act, 1000)).toBeGreaterThan(3000);
  expect(await sentByTracker()).toEqual(before);
});

test("A posted service never turns somebody's open edit stale", async () => {
  const { authorizationId } = growing;
  const at = { path: { ...path, authorizationId } };
  const opened = await accepted(services, readAuthorization, at);
  const posted = { activityCode: "INT", serviceDate: "2026-03-03", units: 7, status: "RENDERED", authorizationId };
  await accepted(services, putService, { path: { ...path, serviceId: "S-BETWEEN" }, body: posted });

  const now = await accepted(services, readAuthorization, at);
  expect(now.units.used).toBe(opened.units.used + 7);
  expect(now.version).toBe(opened.version);
  const edited = await accepted(services, changeAuthorization, {
    ...at,
    body: { notes: "Seen before the service." },
    ifMatch: opened.version,
  });
  expect(edited).toMatchObject({ version: opened.version + 1, units: { used: opened.units.used + 7 } });
});
