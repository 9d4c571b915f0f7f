import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LocalStack } from "../../local/local-stack.ts";
import {
  authorizationKey,
  balanceKey,
  catalogAuditKey,
  clientAuditKey,
  clientKey,
  discontinuedKey,
  insuranceKey,
  type Key,
  movementKey,
} from "../../store/keys.ts";
import type { User } from "../e2e/agency.ts";
import { answered, type EnteredClient, enterAuthorization, enterClient, startAgency } from "./agency-on-engine.ts";
import { servicesOn } from "./handlers-in-process.ts";

let stack: LocalStack;
let staff: User;
let table: ReturnType<typeof servicesOn>["table"];
const logged: string[] = [];
beforeAll(async () => {
  ({ stack, staff } = await startAgency({ log: (line) => logged.push(line) }));
  ({ table } = servicesOn(stack));
});
afterAll(() => stack?.stop());

let client: EnteredClient;
let spoiledId: string;
let otherId: string;
let mend: () => Promise<unknown>;
beforeEach(async () => {
  client = await enterClient(staff);
  spoiledId = await enterAuthorization(staff, client, "SPOILED");
  otherId = await enterAuthorization(staff, client, "OTHER");
  mend = async () => undefined;
  logged.length = 0;
  return () => mend();
});

/** Makes an item such as no function writes. What is in it stands for what nobody may be told of it. */
async function spoil(key: Key): Promise<void> {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: { ...key } }));
  const spoiled = {
    ...Item,
    version: "PS900114477",
    sequence: "PS900114477",
    units: "PS900114477",
    serviceDate: "PS900114477",
  };
  await table.client.send(new PutCommand({ TableName: table.name, Item: spoiled }));
  mend = () => table.client.send(new PutCommand({ TableName: table.name, Item }));
}

const authorization = () => ({ kind: "authorization", clientId: client.clientId, id: spoiledId });
const tracker = async () => answered(await staff.get(`${client.path}/authorization-tracker`));
const idsIn = (items: { authorizationId: string }[]) => items.map(({ authorizationId }) => authorizationId);
/** What the log says of what can't be read. */
const named = () =>
  logged.flatMap((line) => {
    const [, json] = /^\[\w+\] (\{.*\})$/.exec(line) ?? [];
    return json === undefined ? [] : (JSON.parse(json).unreadable ?? []);
  });

async function expectRefused(reply: ReturnType<User["get"]>, words: string): Promise<void> {
  const { status, body } = await reply;
  expect([status, body.code]).toEqual([500, "RECORD_UNREADABLE"]);
  expect(body.detail).toContain(words);
  expect(JSON.stringify(body)).not.toContain("PS900114477");
}

describe("tampering: a corrupt item in a record", () => {
  test("the tracker shows all others and names it, by its id in the log too, and counts it", async () => {
    await spoil(authorizationKey(client.clientId, spoiledId));
    const { authorizations, unreadable } = await tracker();
    expect(idsIn(authorizations)).toEqual([otherId]);
    expect(unreadable).toEqual([authorization()]);
    expect(named()).toEqual([`authorization ${spoiledId} of ${client.clientId}`]);
    expect(logged.join("\n")).not.toContain("PS900114477");
    expect(stack.metrics().find(({ metricName }) => metricName === "UnreadableItems")?.latest).toBe(1);
    await mend();
    expect(await tracker()).not.toHaveProperty("unreadable");
  });

  test("what belongs to an authorization takes it along: no row says what is not so", async () => {
    const service = { activityCode: "INT", serviceDate: "2026-03-10", units: 4, status: "RENDERED" };
    answered(
      await staff.put(`${client.path}/services/S-${client.clientId}-1`, { ...service, authorizationId: spoiledId }),
    );
    await spoil(balanceKey(client.clientId, spoiledId));
    const { authorizations, unreadable } = await tracker();
    expect(idsIn(authorizations)).toEqual([otherId]);
    expect(unreadable).toEqual([{ ...authorization(), kind: "balance" }, authorization()]);
    await mend();
    await spoil(insuranceKey(client.clientId, client.insuranceId));
    expect((await tracker()).unreadable).toContainEqual(authorization());
    const { items, unreadable: told } = answered(await staff.get(`${client.path}/insurances`));
    expect(items).toEqual([]);
    expect(told).toContainEqual({ kind: "insurance", clientId: client.clientId, id: client.insuranceId });
  });

  test("the others are read one by one, it is refused by its name, and so is its ledger without a movement", async () => {
    await spoil(authorizationKey(client.clientId, spoiledId));
    answered(await staff.get(`${client.path}/authorizations/${otherId}`));
    answered(await staff.get(`${client.path}/authorizations/${otherId}/ledger`));
    await expectRefused(staff.get(`${client.path}/authorizations/${spoiledId}`), `authorization ${spoiledId}`);
    await mend();
    const serviceId = `S-${client.clientId}-2`;
    const service = { activityCode: "INT", serviceDate: "2026-03-10", units: 4, status: "RENDERED" };
    answered(await staff.put(`${client.path}/services/${serviceId}`, { ...service, authorizationId: otherId }));
    const { items } = answered(await staff.get(`${client.path}/authorizations/${otherId}/ledger`));
    await spoil(movementKey(otherId, 1, items[0].movementId));
    await expectRefused(
      staff.get(`${client.path}/authorizations/${otherId}/ledger`),
      `movement ${items[0].movementId}`,
    );
  });

  test("nothing of the client is changed until it is mended, and nothing of anybody else is held", async () => {
    await spoil(authorizationKey(client.clientId, spoiledId));
    const words = `authorization ${spoiledId} of ${client.clientId}`;
    const other = `${client.path}/authorizations/${otherId}`;
    const person = { firstName: "Bea", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
    await expectRefused(staff.patch(other, { authUnits: 41 }, { ifMatch: 1 }), words);
    await expectRefused(staff.post(`${other}/confirm`, undefined, { ifMatch: 1 }), words);
    await expectRefused(staff.post(`${other}/discontinue`, {}, { ifMatch: 1 }), words);
    await expectRefused(staff.put(client.path, person), words);
    const service = { activityCode: "INT", serviceDate: "2026-03-10", units: 1, status: "RENDERED" };
    await expectRefused(staff.put(`${client.path}/services/S-${client.clientId}-3`, service), words);
    const insurance = { priority: 2, payerId: "P1", subscriberNumber: "S" };
    await expectRefused(staff.post(`${client.path}/insurances`, insurance), words);
    const somebodyElse = await enterClient(staff);
    await enterAuthorization(staff, somebodyElse, "PA-1");
    await mend();
    answered(await staff.patch(other, { authUnits: 41 }, { ifMatch: 1 }));
  });

  test("an audit tells of a corrupt entry as altered, and shows the others", async () => {
    await spoil(clientAuditKey(client.clientId, 2));
    const { items, faults } = answered(await staff.get(`${client.path}/audit`));
    expect(items.map(({ sequence }: { sequence: number }) => sequence)).not.toContain(2);
    expect(faults).toEqual([{ sequence: 2, fault: "ALTERED" }]);
    await mend();
    await spoil(catalogAuditKey(1));
    expect(answered(await staff.get("/v1/setup-audit")).faults).toEqual([{ sequence: 1, fault: "ALTERED" }]);
  });
});

describe("tampering: a corrupt item in a list", () => {
  const csv = { headers: { accept: "text/csv" } };

  test.for([
    "unconfirmed-authorizations",
    "unconfirmed-authorizations?sort=lastName",
    "client-authorizations?lowUnits=1",
  ])("the report %s shows all others and names it; as a file it is refused", async (report) => {
    const query = report.startsWith("client") ? "client-authorizations?expiresIn=30" : report;
    const path = `/v1/reports/${query}`;
    const soon = { expirationDate: "2026-04-01" };
    for (const id of [spoiledId, otherId])
      answered(await staff.patch(`${client.path}/authorizations/${id}`, soon, { ifMatch: 1 }));
    await spoil(authorizationKey(client.clientId, spoiledId));
    const { items, unreadable } = answered(await staff.get(path));
    expect(idsIn(items)).toContain(otherId);
    expect(idsIn(items)).not.toContain(spoiledId);
    expect(unreadable).toEqual([authorization()]);
    expect(named()).toEqual([`authorization ${spoiledId} of ${client.clientId}`]);
    await expectRefused(staff.get(path, csv), `authorization ${spoiledId}`);
  });

  test("a report names the authorizations of a client that can't be read", async () => {
    await spoil(clientKey(client.clientId));
    const { items, unreadable } = answered(await staff.get("/v1/reports/unconfirmed-authorizations"));
    expect(idsIn(items)).not.toContain(otherId);
    expect(unreadable).toEqual(
      expect.arrayContaining([{ kind: "client", clientId: client.clientId, id: client.clientId }, authorization()]),
    );
  });

  test("a search finds all others and names the client", async () => {
    await enterClient(staff);
    await spoil(clientKey(client.clientId));
    const { items, unreadable } = answered(await staff.get("/v1/clients?search=exam"));
    expect(items.length).toBeGreaterThan(0);
    expect(unreadable).toEqual([{ kind: "client", clientId: client.clientId, id: client.clientId }]);
    await expectRefused(staff.get(`${client.path}/authorization-tracker`), `client ${client.clientId}`);
  });

  test("the history shows all others and names it", async () => {
    for (const id of [spoiledId, otherId])
      answered(await staff.post(`${client.path}/authorizations/${id}/discontinue`, {}, { ifMatch: 1 }));
    await spoil(discontinuedKey(client.clientId, spoiledId));
    const { items, unreadable } = answered(await staff.get(`${client.path}/authorization-history`));
    expect(idsIn(items)).toEqual([otherId]);
    expect(unreadable).toEqual([authorization()]);
  });
});
