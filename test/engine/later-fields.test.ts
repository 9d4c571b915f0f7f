import { ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalStack } from "../../local/local-stack.ts";
import type { User } from "../e2e/agency.ts";
import { answered, enterAuthorization, enterClient, startAgency } from "./agency-on-engine.ts";
import { servicesOn } from "./handlers-in-process.ts";

const kinds = [
  "authorization",
  "insurance",
  "client",
  "service",
  "balance",
  "dayOfService",
  "cap",
  "payer",
  "settings",
];
const told = "ofALaterRelease";

let stack: LocalStack;
let staff: User;

beforeAll(async () => {
  ({ stack, staff } = await startAgency());
});
afterAll(() => stack?.stop());

test("What a later release has stored beside what is known hinders nothing, is kept by every change, and told nowhere", async () => {
  const { table } = servicesOn(stack);
  const items = async () => (await table.client.send(new ScanCommand({ TableName: table.name }))).Items ?? [];
  const replies: unknown[] = [];
  const asked = async (reply: ReturnType<User["get"]>) => {
    replies.push((await reply).body);
    return answered(await reply);
  };
  const sent: unknown[] = [];
  stack.bus.onPutEvents((entries) => {
    sent.push(...entries);
    return entries.map(() => undefined);
  });

  const { path, insuranceId, ...client } = await enterClient(staff);
  const authorizationId = await enterAuthorization(staff, { path, insuranceId, ...client }, "N-1");
  const authorization = `${path}/authorizations/${authorizationId}`;
  const service = { activityCode: "INT", serviceDate: "2026-03-10", units: 1 };
  answered(await staff.put(`${path}/services/S-1`, service));
  answered(await staff.post(`${authorization}/confirm`, undefined, { ifMatch: 1 }));
  const settings = answered(await staff.get("/v1/tracker-settings"));
  const changed = (number: string) => ({ ...settings, numbersThatAreNone: [number] });
  answered(await staff.put("/v1/tracker-settings", changed("NONE"), { ifMatch: 1 }));
  await stack.settled();

  for (const { PK, SK, kind } of await items())
    if (kinds.includes(kind))
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: { PK, SK },
          UpdateExpression: "SET #told = :value",
          ExpressionAttributeNames: { "#told": told },
          ExpressionAttributeValues: { ":value": { at: "2027-01-01", [told]: [1, null] } },
        }),
      );

  await asked(staff.put("/v1/activity-codes/NEW", { procedureCode: "90NEW", label: "New" }));
  await asked(staff.put("/v1/payers/P1", { name: "Payer", priorAuthsRequired: true, retroWindowDays: 5 }));
  await asked(staff.put("/v1/tracker-settings", changed("LATER"), { ifMatch: 2 }));
  const person = { firstName: "Eve", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
  await asked(staff.put(path, person));
  await asked(staff.patch(`${path}/insurances/${insuranceId}`, { groupNumber: "G" }, { ifMatch: 1 }));
  const { version } = await asked(staff.patch(authorization, { authUnits: 50 }, { ifMatch: 2 }));
  await asked(staff.get("/v1/reports/unconfirmed-authorizations"));
  await asked(staff.post(`${authorization}/confirm`, undefined, { ifMatch: version }));
  await asked(staff.put(`${path}/services/S-1`, { ...service, units: 2 }));
  await stack.settled();
  for (const read of ["", "/authorization-tracker", "/insurances", `/insurances/${insuranceId}/caps`, "/audit"])
    await asked(staff.get(`${path}${read}`));
  for (const read of [authorization, "/v1/payers", "/v1/tracker-settings", "/v1/setup-audit"])
    await asked(staff.get(read));

  const stored = await items();
  expect(new Set(stored.filter((item) => told in item).map(({ kind }) => kind))).toEqual(new Set(kinds));
  for (const item of stored) {
    const isOneOfThem = kinds.includes(item["kind"]);
    expect(JSON.stringify(item).includes(told), item["kind"]).toBe(isOneOfThem);
    if (isOneOfThem) expect(item[told]).toEqual({ at: "2027-01-01", [told]: [1, null] });
  }
  expect(sent.length).toBeGreaterThan(0);
  expect(JSON.stringify([replies, sent])).not.toContain(told);
});
