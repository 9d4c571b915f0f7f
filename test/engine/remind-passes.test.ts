import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { giveAlerts } from "../../functions/remind/give-alerts.ts";
import { putService } from "../../functions/services/put-service.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { authorizationKey } from "../../store/keys.ts";
import { readRemindProgress } from "../../store/remind-progress.ts";
import { readRunningLow } from "../../store/running-low.ts";
import type { User } from "../e2e/agency.ts";
import { answered, type EnteredClient, enterClient, enterEnding, enterLow, startAgency } from "./agency-on-engine.ts";
import { accepted, servicesOn, type TestServices } from "./handlers-in-process.ts";
import { watched } from "./read-cost.ts";

let stack: LocalStack;
let staff: User;
let client: EnteredClient;
beforeEach(async () => {
  // The job logs into this process.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  ({ stack, staff } = await startAgency());
  client = await enterClient(staff);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await stack?.stop();
});

/** Services of this process whose clock shows a day. */
function servicesOnDay(day: string): TestServices {
  let millis = 0;
  return { ...servicesOn(stack), now: () => new Date(Date.parse(`${day}T12:00:00.000Z`) + millis++) };
}

type Changes = Parameters<typeof enterEnding>[2];
const enterSome = (howMany: number, changes: Changes = {}) =>
  Promise.all(Array.from({ length: howMany }, () => enterEnding(staff, client, changes)));

const enterSomeLow = (howMany: number, changes: Parameters<typeof enterLow>[2] = {}) =>
  Promise.all(Array.from({ length: howMany }, () => enterLow(staff, client, changes)));

const longEnough = () => 60_000;

/** The alerts that went out of these services, such as `AuthorizationExpiring of <id>`. */
const toldBy = ({ published }: TestServices) =>
  published.map(({ detailType, detail }) => `${detailType} of ${JSON.parse(detail).data.authorizationId}`).sort();
const wantedOf = (ids: readonly string[], ...detailTypes: string[]) =>
  ids.flatMap((id) => detailTypes.map((detailType) => `${detailType} of ${id}`)).sort();

test("A run that is out of time goes on where it was with the next one", async () => {
  const ids = await enterSome(25);
  const services = servicesOnDay("2026-03-16");
  const timeForTwenty = () => (services.published.length < 20 ? 60_000 : 0);
  expect(await giveAlerts(services, timeForTwenty)).toMatchObject({ given: 20, isDone: false });
  const { unfinished } = await readRemindProgress(services.table);
  const counts = { expiredLately: 0, within7Days: 20, within14Days: 20, within30Days: 20 };
  expect(unfinished).toEqual({ day: "2026-03-16", from: expect.stringMatching(/^2026-03-23#/), counts });

  const sent = watched(services.table);
  expect(await giveAlerts(services, longEnough)).toMatchObject({ given: 5, isDone: true });
  // Of the whole look, although it took two runs.
  expect(services.measured).toMatchObject({ AlertsUnfinished: 0, ExpiringWithin7Days: 25, ExpiringWithin30Days: 25 });
  // One batch for an authorization with its client, one for its insurance.
  expect(sent.filter(({ command }) => command === "BatchGetItemCommand")).toHaveLength(2 * 5);
  expect(await readRemindProgress(services.table)).toEqual({ doneOn: "2026-03-16" });
  expect(toldBy(services)).toEqual(wantedOf(ids, "AuthorizationExpiring"));
});

test("What comes to its end is counted by how soon, what is unconfirmed as well, once everything was looked at", async () => {
  for (const expirationDate of ["2026-02-14", "2026-03-15", "2026-03-16", "2026-03-24", "2026-04-15", "2026-04-16"])
    await enterEnding(staff, client, { expirationDate });
  const services = servicesOnDay("2026-03-16");
  await giveAlerts(services, longEnough);
  expect(services.measured).toMatchObject({
    ExpiredInLast30Days: 2,
    ExpiringWithin7Days: 1,
    ExpiringWithin14Days: 2,
    ExpiringWithin30Days: 3,
    Unconfirmed: 6,
  });
});

test("Of the worklist, what a run has no time for waits for the next one", async () => {
  const ids = await enterSomeLow(15, { expirationDate: "2026-12-31" });
  const services = servicesOnDay("2026-03-16");
  const timeForTen = () => (services.published.length < 10 ? 60_000 : 0);
  expect(await giveAlerts(services, timeForTen)).toMatchObject({ given: 10, isDone: false });
  expect(await giveAlerts(services, longEnough)).toMatchObject({ given: 5, isDone: true });
  expect(toldBy(services)).toEqual(wantedOf(ids, "AuthorizationRunningLow"));
});

test("An authorization that can't be read holds up none behind it, fails the run, and is told of once it can", async () => {
  const ids = await enterSomeLow(3);
  const services = servicesOnDay("2026-03-16");
  const { client: dynamo, name: TableName } = services.table;
  const [broken = ""] = ids;
  const Key = authorizationKey(client.clientId, broken);
  const { Item } = await dynamo.send(new GetCommand({ TableName, Key }));
  await dynamo.send(new PutCommand({ TableName, Item: { ...Item, version: "none" } }));
  await expect(giveAlerts(services, longEnough)).rejects.toThrow(/^2 alerts/);
  const wanted = wantedOf(ids, "AuthorizationExpiring", "AuthorizationRunningLow");
  expect(toldBy(services)).toEqual(wanted.filter((each) => !each.endsWith(` of ${broken}`)));
  expect(await readRemindProgress(services.table)).toEqual({});

  await dynamo.send(new PutCommand({ TableName, Item }));
  expect(await giveAlerts(services, longEnough)).toMatchObject({ given: 2, isDone: true });
  expect(toldBy(services)).toEqual(wanted);
});

test("What a day costs is bounded by what is new: not by how many come to their end or are low", async () => {
  const pressing = { expirationDate: "2026-05-20" };
  const cost = async (day: string) => {
    const services = servicesOnDay(day);
    const sent = watched(services.table);
    const { given } = await giveAlerts(services, longEnough);
    return { given, requests: sent.length };
  };
  await enterSomeLow(10, pressing);
  expect((await cost("2026-04-20")).given).toBe(20);
  const few = await cost("2026-04-22");
  const entering = servicesOnDay("2026-04-22");
  const { insuranceId } = client;
  const { clientId } = client;
  const approved = { authUnits: 2, effectiveDate: "2026-01-01", ...pressing };
  const body = { insuranceId, authorizationNumber: "Pending", procedure: { activityCode: "INT" }, ...approved };
  for (let number = 0; number < 40; number++) {
    const { authorizationId } = await accepted(entering, addAuthorization, { path: { clientId }, body });
    const used = { activityCode: "INT", serviceDate: "2026-03-10", units: 1, status: "RENDERED", authorizationId };
    await accepted(entering, putService, { path: { clientId, serviceId: `USED-${number}` }, body: used });
  }
  expect((await cost("2026-05-06")).given).toBe(10 + 40 * 3);
  const many = await cost("2026-05-08");
  expect([few.given, many.given]).toEqual([0, 0]);
  expect(many.requests).toBe(few.requests);
  // Four lists of those that are low, how far it came, three months of the index, how far it has come, the settings, and a count.
  expect(many.requests).toBeLessThanOrEqual(12);
});

test("One that is low and of which as little was told is taken off the worklist without a word", async () => {
  const id = await enterEnding(staff, client, { authUnits: 3, expirationDate: "2026-12-31" });
  const services = servicesOnDay("2026-03-16");
  const place = { clientId: client.clientId, authorizationId: id };
  const post = async (serviceId: string, units: number) => {
    const body = { activityCode: "INT", serviceDate: "2026-03-10", units, authorizationId: id };
    answered(await staff.put(`${client.path}/services/${serviceId}`, body));
  };
  await post("S1", 2);
  expect(await giveAlerts(services, longEnough)).toMatchObject({ given: 1 });
  await staff.delete(`${client.path}/services/S1`);
  expect(await readRunningLow(services.table, place)).toBeUndefined();
  await post("S2", 1);
  expect(await readRunningLow(services.table, place)).toMatchObject({ unitsLeft: 2, unitsUsed: 1 });
  expect(await giveAlerts(services, longEnough)).toMatchObject({ given: 0, isDone: true });
  expect(await readRunningLow(services.table, place)).toBeUndefined();
});

test("What nobody can use any more is taken off the worklist without a word, and told of once it is extended", async () => {
  const id = await enterLow(staff, client, { expirationDate: "2026-03-23" });
  const place = { clientId: client.clientId, authorizationId: id };
  const after = servicesOnDay("2026-03-24");
  await giveAlerts(after, longEnough);
  expect(toldBy(after).filter((told) => told.startsWith("AuthorizationRunningLow"))).toEqual([]);
  expect(await readRunningLow(after.table, place)).toBeUndefined();

  answered(await staff.patch(`${client.path}/authorizations/${id}`, { expirationDate: "2026-09-30" }, { ifMatch: 1 }));
  const extended = servicesOnDay("2026-03-25");
  await giveAlerts(extended, longEnough);
  expect(toldBy(extended)).toEqual([`AuthorizationRunningLow of ${id}`]);
});

test("A history that is entered floods nobody: it is over, and nothing is told of it", async () => {
  for (const expirationDate of ["2026-03-15", "2026-02-28", "2025-06-30", "2024-12-31"]) {
    const authorizationId = await enterEnding(staff, client, {
      authUnits: 2,
      effectiveDate: "2024-01-01",
      expirationDate,
    });
    const service = { activityCode: "INT", serviceDate: "2024-06-03", units: 2, authorizationId };
    answered(await staff.put(`${client.path}/services/OF-${expirationDate}`, service));
  }
  const services = servicesOnDay("2026-03-16");
  expect(await giveAlerts(services, longEnough)).toMatchObject({ given: 0, isDone: true });
  expect(services.published).toEqual([]);
});
