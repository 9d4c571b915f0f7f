import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { reconcileCaps } from "../../functions/reconcile/reconcile-caps.ts";
import { listCapsDrift } from "../../functions/reports/list-caps-drift.ts";
import { readFindingsPage } from "../../store/drift-findings.ts";
import { capKey, clientKey } from "../../store/keys.ts";
import { readReconcilePass } from "../../store/reconcile-pass.ts";
import { takeLoggedLines } from "../functions/logged-lines.ts";
import { answered, type EnteredClient, enterClient, startAgency } from "./agency-on-engine.ts";
import { DriftingAgency } from "./drifting-agency.ts";
import { accepted } from "./handlers-in-process.ts";
import { watched } from "./read-cost.ts";

let agency: DriftingAgency;
let clients: EnteredClient[];
const authorizationIds: string[] = [];
beforeAll(async () => {
  const { stack, staff } = await startAgency();
  agency = new DriftingAgency(stack, staff);
  answered(await staff.put("/v1/payers/P2", { name: "Second Payer", priorAuthsRequired: true }));
  clients = [await enterClient(staff), await enterClient(staff), await enterClient(staff)];
  // One client has insurances of both payers, one of the second payer alone.
  const second = { priority: 2, payerId: "P2", subscriberNumber: "S-2" };
  answered(await staff.post(`${clients[0]?.path}/insurances`, second));
  const last = clients[2] as EnteredClient;
  const moved = { payerId: "P2" };
  answered(await staff.patch(`${last.path}/insurances/${last.insuranceId}`, moved, { ifMatch: 1 }));
  for (const client of clients) authorizationIds.push(await agency.confirmed(client, "PA-1"));
});
afterAll(() => agency?.stack.stop());
afterEach(() => {
  vi.restoreAllMocks();
});

const nextDay = 24 * 60;
const day = (days: number) => days * nextDay;
const findings = () => readFindingsPage(agency.table, { limit: 100, after: undefined });
const clientIdsIn = (sent: readonly { partition: unknown }[]) =>
  sent.map(({ partition }) => /^CLIENT#([^#]+)$/.exec(String(partition))?.[1]).filter((id) => id !== undefined);

/** The partitions that a run sends commands to, and what it answers. */
async function watchedRun(minutes: number, remaining: number[] = []) {
  takeLoggedLines();
  const services = agency.later(minutes);
  const sent = watched(services.table);
  const run = await reconcileCaps(services, () => remaining.shift() ?? 300_000);
  return { run, sent };
}

test("Every client is found by its insurances, once, whatever payers it has; each costs three Queries and nothing is scanned", async () => {
  const { run, sent } = await watchedRun(day(1));
  expect(run).toMatchObject({ complete: true, clients: 3, drift: 0 });
  expect(clientIdsIn(sent).sort()).toEqual(clients.map(({ clientId }) => clientId).sort());
  const ofClients = sent.filter(({ partition }) => String(partition).startsWith("CLIENT#"));
  expect(ofClients).toHaveLength(3 * clients.length);
  expect(new Set(sent.map(({ command }) => command))).toEqual(
    new Set(["GetItemCommand", "QueryCommand", "TransactWriteItemsCommand"]),
  );
});

test("A pass that is cut off goes on from its checkpoint with the next run, also on the next day", async () => {
  const first = await watchedRun(day(2), [300_000, 0]);
  expect(first.run).toMatchObject({ complete: false, clients: 2 });
  const pass = await readReconcilePass(agency.table);
  expect(pass).toMatchObject({ position: { payerId: "P1" } });
  expect(pass).not.toHaveProperty("completedAt");

  const second = await watchedRun(day(3));
  expect(second.run).toMatchObject({ complete: true, day: first.run.day });
  expect(clientIdsIn(second.sent)).toContain(clients[2]?.clientId);
  expect(clientIdsIn(second.sent)).not.toContain(clients[1]?.clientId);
});

test("Once the day's pass is complete a run does nothing, and the next day's begins", async () => {
  const [first, again, next] = [await watchedRun(day(5)), await watchedRun(day(5) + 1), await watchedRun(day(6))];
  expect([first, again, next].map(({ run }) => run.clients)).toEqual([3, 0, 3]);
  expect(clientIdsIn(again.sent)).toEqual([]);
  expect(next.run.day > first.run.day).toBe(true);
});

test("How long ago all caps were compared is told by every run, also by one that is cut off", async () => {
  const seconds = async (minutes: number, remainingMillis = 300_000) =>
    (await agency.reconcile(minutes, { remainingMillis: () => remainingMillis })).metrics["CapsReconciledAgeSeconds"] ??
    Number.NaN;
  expect(await seconds(day(8))).toBe(0);
  const anHour = await seconds(day(8) + 60);
  expect(Math.abs(anHour - 3600), `${anHour}`).toBeLessThan(120);
  const twoDays = await seconds(day(10), 0);
  expect(Math.abs(twoDays - 2 * 86_400), `${twoDays}`).toBeLessThan(120);
  expect(await seconds(day(10) + 60)).toBe(0);
});

test("A finding keeps when it was found, and goes when it has resolved", async () => {
  const [client] = clients as [EnteredClient];
  const [authorizationId = ""] = authorizationIds;
  await agency.alterCap(client, authorizationId, 1);
  await agency.reconcile(day(12));
  const [found, ...others] = await findings();
  expect([found?.driftKind, others]).toEqual(["CAP_DIFFERS", []]);
  await agency.reconcile(day(13));
  expect(await findings()).toEqual([found]);
  expect(await agency.report(client, day(13))).toMatchObject([{ since: found?.foundAt }]);
  await agency.alterCap(client, authorizationId, 40);
  expect(await agency.report(client, day(13)), "resolved").toEqual([]);
  expect(await findings(), "the report writes nothing").toEqual([found]);
  expect(await agency.reconcile(day(13) + 60)).toMatchObject({ metrics: { CapsDrift: 0 } });
  expect(await findings()).toEqual([]);
});

test("The report comes in pages that name each cap once", async () => {
  for (const [index, client] of clients.entries())
    await agency.remove(capKey(client.clientId, authorizationIds[index] ?? ""));
  await agency.reconcile(day(15));
  const seen: string[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const query: object = { limit: "1", ...(cursor !== null && { cursor }) };
    const page = await accepted(agency.later(day(15)), listCapsDrift, { query });
    expect(page.items.length).toBeLessThanOrEqual(1);
    seen.push(...page.items.map((item: { authorizationId: string }) => item.authorizationId));
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== null);
  expect(seen.toSorted()).toEqual(authorizationIds.toSorted());
  expect(pages).toBe(3);
  for (const [index, client] of clients.entries()) await agency.repair(client, authorizationIds[index] ?? "");
  expect(await agency.reconcile(day(15) + 60)).toMatchObject({ drift: 0 });
});

test("A client that can't be read holds up no other, and the run fails at its end so that somebody sees it", async () => {
  const [spoilt, other] = clients as [EnteredClient, EnteredClient];
  await agency.alterCap(other, authorizationIds[1] ?? "", 1);
  const setVersion = (version: unknown) =>
    agency.table.client.send(
      new UpdateCommand({
        TableName: agency.table.name,
        Key: { ...clientKey(spoilt.clientId) },
        UpdateExpression: "SET #version = :version",
        ExpressionAttributeNames: { "#version": "version" },
        ExpressionAttributeValues: { ":version": version },
      }),
    );
  await setVersion("spoilt");
  const lines = takeLoggedLines();
  const services = agency.later(day(20));
  await expect(reconcileCaps(services, () => 300_000)).rejects.toThrow("1 clients could not be read");
  expect(lines.filter(({ event }) => event === "notReconciled").map(({ clientId }) => clientId)).toEqual([
    spoilt.clientId,
  ]);
  expect(services.measured).toMatchObject({ CapsDrift: 1 });
  expect(await findings()).toMatchObject([{ clientId: other.clientId, driftKind: "CAP_DIFFERS" }]);
  await setVersion(1);
});
