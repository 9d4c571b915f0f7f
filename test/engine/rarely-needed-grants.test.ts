import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalStack } from "../../local/local-stack.ts";
import type { User } from "../e2e/agency.ts";
import {
  answered,
  type EnteredClient,
  enterAuthorization,
  enterClient,
  enterEnding,
  startAgency,
} from "./agency-on-engine.ts";
import { dataOf } from "./bus-data.ts";

/*
 * Deployed functions on ways that are seldom gone, where a grant that is missing would be found last: the role of each has to
 * allow all that it does there.
 */

let stack: LocalStack;
let staff: User;
beforeAll(async () => {
  ({ stack, staff } = await startAgency());
});
afterAll(() => stack?.stop());

/** More than one transaction takes beside the change itself. */
const many = 100;

async function enterMany(): Promise<EnteredClient> {
  const client = await enterClient(staff);
  for (let number = 0; number < many; number += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, of) => enterAuthorization(staff, client, `${client.clientId}-${number + of}`)),
    );
  }
  return client;
}

const unconfirmed = async (sort: string): Promise<{ clientId: string }[]> =>
  answered(await staff.get(`/v1/reports/unconfirmed-authorizations?sort=${sort}&limit=${many}`)).items;

test("A client with more authorizations than one transaction takes is listed by its new name", async () => {
  const client = await enterMany();
  const other = await enterClient(staff);
  await enterAuthorization(staff, other, "PA-OTHER");

  const person = { firstName: "Ada", dateOfBirth: "2015-01-01", status: "ACTIVE" };
  answered(await staff.put(client.path, { ...person, lastName: "Zuletzt" }));
  const [first] = await unconfirmed("lastName");
  expect(first?.clientId).toBe(other.clientId);
  answered(await staff.put(client.path, { ...person, lastName: "Aaron" }));
  const byName = await unconfirmed("lastName");
  expect(byName.map(({ clientId }) => clientId)).toEqual(Array.from({ length: many }, () => client.clientId));
});

/** What `remind` told of these authorizations: what is left of each. */
async function runsLow(...authorizationIds: string[]): Promise<unknown[]> {
  await stack.runJob("remind");
  const { events } = stack.bus;
  return events()
    .filter(
      (event) =>
        event.detailType === "AuthorizationRunningLow" && authorizationIds.includes(dataOf(event).authorizationId),
    )
    .map(({ detail }) => (detail as { data: { threshold: number } }).data.threshold);
}

/** The billing engine says something of a client. */
async function hears(client: EnteredClient, detailType: string, data: object): Promise<void> {
  const detail = JSON.stringify({ clientId: client.clientId, ...data });
  stack.bus.put([{ Source: "billing-engine", DetailType: detailType, Detail: detail }]);
  await stack.settled();
}

test("What the billing engine renders is told of when it runs low, and not when it is void before", async () => {
  const client = await enterClient(staff);
  const render = (authorizationId: string) => {
    const service = { activityCode: "INT", serviceDate: "2026-03-10", units: 8, authorizationId };
    return hears(client, "ServiceRendered", { serviceId: `S-${authorizationId}`, ...service });
  };
  const low = await enterEnding(staff, client, { authUnits: 9, expirationDate: "2026-12-31" });
  const givenBack = await enterEnding(staff, client, { authUnits: 9, expirationDate: "2026-12-31" });
  await render(low);
  await render(givenBack);
  await hears(client, "ServiceVoided", { serviceId: `S-${givenBack}` });
  expect(await runsLow(low)).toEqual([1]);
  expect(await runsLow(givenBack)).toEqual([]);
});

test("What the billing engine rendered without an authorization is no longer uncovered once it says it again", async () => {
  const client = await enterClient(staff);
  const render = () => {
    const service = { activityCode: "INT", serviceDate: "2026-03-10", units: 1 };
    return hears(client, "ServiceRendered", { serviceId: `S-${client.clientId}`, ...service });
  };
  const listed = async (authorizationNumber: string) => {
    const dates = { effectiveDate: "2026-01-01", expirationDate: "2026-12-31" };
    const procedure = { activityCode: "INT" };
    const body = { insuranceId: client.insuranceId, authorizationNumber, procedure, authUnits: 40, ...dates };
    return answered(await staff.post(`${client.path}/authorizations`, body)).warnings;
  };
  await render();
  expect(await listed("PA-LATE")).toEqual([`NO_AUTHORIZATION:S-${client.clientId}`]);
  await render();
  expect(await listed("PA-LATER")).toEqual([expect.stringMatching(/^OVERLAPS:/)]);
});
