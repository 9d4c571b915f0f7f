import { setImmediate as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalStack } from "../../local/local-stack.ts";
import { accessPartition, readerPartition } from "../../store/keys.ts";
import { queryAll } from "../../store/opened-table.ts";
import { inPartition } from "../../store/partition.ts";
import { table as attributes } from "../../store/table.ts";
import { type User, withToken } from "../e2e/agency.ts";
import { type EnteredClient, enterClient, startAgency } from "./agency-on-engine.ts";
import { servicesOn } from "./handlers-in-process.ts";

let stack: LocalStack;
let staff: User;
let client: EnteredClient;
beforeAll(async () => {
  ({ stack, staff } = await startAgency());
  client = await enterClient(staff);
});
afterAll(() => stack?.stop());

const signedIn = async (userId: string, ...permissions: string[]) =>
  withToken(await stack.issueToken({ userId, permissions }), stack.baseUrl);

/** What is kept in a partition of accesses, in words. */
async function kept(partition: string): Promise<string[]> {
  await stack.settled();
  const items = await queryAll(servicesOn(stack).table, inPartition(partition));
  return items.map(
    ({ userId, clientId, day, operations }) => `${userId} ${clientId} ${day} ${[...(operations as Set<string>)]}`,
  );
}
const ofClient = (clientId: string) => kept(accessPartition(clientId));

/** A delivery as CloudWatch Logs makes it. */
const delivery = (...lines: object[]) => ({
  awslogs: {
    data: gzipSync(
      JSON.stringify({
        messageType: "DATA_MESSAGE",
        logGroup: "any",
        logEvents: lines.map((line, index) => ({ id: String(index), timestamp: 0, message: JSON.stringify(line) })),
      }),
    ).toString("base64"),
  },
});

test("Whoever was shown a client is kept by client and by user, with day and operations; who was refused is not", async () => {
  const reader = await signedIn("reader", "clients:read");
  const nobody = await signedIn("nobody");
  for (const path of [
    client.path,
    `${client.path}/authorization-tracker?context=ITP`,
    `${client.path}/authorization-tracker?context=ITP`,
  ])
    expect((await reader.get(path)).status).toBe(200);
  expect((await nobody.get(`${client.path}/audit`)).status).toBe(403);
  expect((await reader.get(`/v1/clients?search=${client.clientId}`)).status).toBe(200);
  const accesses = [`reader ${client.clientId} ${stack.today()} readClient,readTracker,searchClients`];
  expect((await ofClient(client.clientId)).filter((each) => !each.startsWith("staff"))).toEqual(accesses);
  expect(await kept(readerPartition("reader"))).toEqual(accesses);
  expect(await kept(readerPartition("nobody"))).toEqual([]);
});

test("Lines that are delivered twice, late or in another order leave the same", async () => {
  const line = { event: "request", userId: "twice", operationId: "readClient", status: 200, clientId: "CL-LINES" };
  const early = { ...line, time: "2026-03-16T08:10:00.000Z" };
  const late = { ...line, time: "2026-03-16T15:10:00.000Z", operationId: "readTracker" };
  for (const lines of [[late], [early, late], [late], [early]])
    await stack.functions.invoke("accesses", delivery(...lines));
  const [item, ...others] = await queryAll(servicesOn(stack).table, inPartition(accessPartition("CL-LINES")));
  expect(others).toEqual([]);
  expect(item).toMatchObject({ hours: new Set(["03", "10"]), operations: new Set(["readClient", "readTracker"]) });
  // 2032-03-18: six years after the day, wherever that is.
  expect(item?.[attributes.timeToLive]).toBe(Date.parse("2032-03-18T00:00:00Z") / 1000);
});

test("A test of the connection, as CloudWatch Logs sends one, is no fault", async () => {
  const data = gzipSync(
    JSON.stringify({ messageType: "CONTROL_MESSAGE", logEvents: [{ message: "CWL CONTROL MESSAGE" }] }),
  );
  await expect(stack.functions.invoke("accesses", { awslogs: { data: data.toString("base64") } })).resolves.toBe(null);
});

test("The clients that one user read today are counted, each once, and without those that only reports listed", async () => {
  const line = { event: "request", userId: "counted", status: 200, time: stack.now().toISOString() };
  const measured = () => stack.metrics().find(({ metricName }) => metricName === "MostClientsReadByOneUser")?.latest;
  const tell = (operationId: string, ...clientIds: string[]) =>
    stack.functions.invoke("accesses", delivery({ ...line, operationId, clientIds }));
  await tell("searchClients", "X1", "X2");
  await tell("searchClients", "X2", "X3");
  expect(measured()).toBe(3);
  await tell("listClientAuthorizations", "X1", "X4", "X5");
  expect(measured()).toBe(3);
  await tell("readTracker", "X4");
  expect(measured()).toBe(4);
});

test("What was logged reaches the record though the function broke off in the middle", async () => {
  const clientIds = Array.from({ length: 300 }, (_, index) => `K${String(index).padStart(3, "0")}`);
  const line = { event: "request", userId: "again", operationId: "searchClients", status: 200, clientIds };
  stack.functions.takeLine("clients", JSON.stringify({ ...line, time: stack.now().toISOString() }));
  const settled = stack.settled();
  while (stack.functions.working("accesses") === 0) await pause();
  expect(stack.functions.kill("accesses")).toBeGreaterThan(0);
  await settled;
  expect(await kept(readerPartition("again"))).toHaveLength(clientIds.length);
});
