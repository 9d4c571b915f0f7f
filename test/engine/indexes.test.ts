import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { changeAuthorization } from "../../functions/authorizations/change-authorization.ts";
import { discontinueAuthorization } from "../../functions/authorizations/discontinue-authorization.ts";
import { putClient } from "../../functions/clients/put-client.ts";
import { confirmAuthorization } from "../../functions/confirm/confirm-authorization.ts";
import { addClientInsurance } from "../../functions/insurances/add-client-insurance.ts";
import { listClientAuthorizations } from "../../functions/reports/list-client-authorizations.ts";
import { listUnconfirmedAuthorizations } from "../../functions/reports/list-unconfirmed-authorizations.ts";
import { putService } from "../../functions/services/put-service.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { readTracker } from "../../functions/tracker/read-tracker.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import {
  type ExpiringEntry,
  expiringPlaceOf,
  placeAfter,
  readAllUnconfirmed,
  readExpiring,
  readUnconfirmed,
} from "../../store/index-entries.ts";
import { accepted, servicesOn, type TestServices } from "./handlers-in-process.ts";
import { watched } from "./read-cost.ts";

let stack: LocalStack;
let services: TestServices;
type Handled = Parameters<typeof accepted>[1];
const enter = (handled: Handled, asked: Parameters<typeof accepted>[2]) => accepted(services, handled, asked);

beforeAll(async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
  services = servicesOn(stack);
  for (const payerId of ["P1", "P2"])
    await enter(putPayer, { path: { payerId }, body: { name: `Payer ${payerId}`, priorAuthsRequired: true } });
  await enter(putActivityCode, { path: { activityCode: "INT" }, body: { procedureCode: "90837", label: "Session" } });
});
afterAll(() => stack?.stop());

const person = {
  firstName: "Ada",
  lastName: "Example",
  dateOfBirth: "2015-01-01",
  status: "ACTIVE",
  program: "Outpatient",
  location: "Main Street",
};

async function enterClient(clientId: string): Promise<string> {
  await enter(putClient, { path: { clientId }, body: person });
  const insurance = { priority: 1, payerId: "P1", subscriberNumber: "S-1" };
  return (await enter(addClientInsurance, { path: { clientId }, body: insurance })).insuranceId;
}

let numbered = 0;
async function enterAuthorization(clientId: string, insuranceId: string, expirationDate = "2026-06-30") {
  numbered += 1;
  const dates = { effectiveDate: "2026-01-01", expirationDate };
  const body = { insuranceId, authorizationNumber: `PA-${numbered}`, procedure: { activityCode: "INT" }, ...dates };
  return (await enter(addAuthorization, { path: { clientId }, body })).authorizationId as string;
}

const ever = { first: "2026-01-01", last: "2027-11-30" };
/** What the indexes have of one client: at days that they have, at days that they have left, and without the C. */
async function entriesOf(clientId: string) {
  const { entries } = await readExpiring(services.table, ever, { limit: 1000 });
  const unconfirmed = await readAllUnconfirmed(services.table);
  const ofClient = entries.filter((entry) => entry.clientId === clientId);
  return {
    expiring: ofClient.flatMap(({ listed, ...place }) => (listed === undefined ? [] : { ...place, ...listed })),
    left: ofClient.flatMap(({ listed, expirationDate }) => (listed === undefined ? expirationDate : [])),
    unconfirmed: unconfirmed.filter((entry) => entry.clientId === clientId),
  };
}

test("The indexes follow an authorization from the day it is entered until it is discontinued", async () => {
  const clientId = "C1-LIFE";
  const insuranceId = await enterClient(clientId);
  const authorizationId = await enterAuthorization(clientId, insuranceId);
  const at = { path: { clientId, authorizationId } };
  const createdAt = expect.stringMatching(/^2026-03-16T/);
  const dates = { effectiveDate: "2026-01-01", expirationDate: "2026-06-30", enteredAt: createdAt };
  const listed = { clientId, authorizationId, program: "Outpatient", location: "Main Street" };
  const entered = { clientId, authorizationId, createdAt, createdBy: "staff" };
  const worklist = { ...entered, lastName: "Example", firstName: "Ada", payerId: "P1" };
  expect(await entriesOf(clientId)).toEqual({ expiring: [{ ...listed, ...dates }], left: [], unconfirmed: [worklist] });

  await enter(confirmAuthorization, { ...at, ifMatch: 1 });
  expect(await entriesOf(clientId)).toEqual({ expiring: [{ ...listed, ...dates }], left: [], unconfirmed: [] });

  await enter(changeAuthorization, { ...at, body: { expirationDate: "2026-07-01" }, ifMatch: 2 });
  const changed = await entriesOf(clientId);
  expect(changed).toMatchObject({
    expiring: [{ ...listed, expirationDate: "2026-07-01" }],
    left: ["2026-06-30"],
    unconfirmed: [worklist],
  });
  expect(changed.expiring[0]?.enteredAt, "when the new date was entered").toSatisfy(
    (at: string) => at > (changed.unconfirmed[0]?.createdAt ?? at),
  );

  await enter(putClient, { path: { clientId }, body: { ...person, lastName: "Reyes", program: "Autism Services" } });
  expect(await entriesOf(clientId)).toMatchObject({
    expiring: [{ program: "Autism Services" }],
    unconfirmed: [{ ...entered, lastName: "Reyes", firstName: "Ada", payerId: "P1" }],
  });
  const tracker = await enter(readTracker, { path: { clientId }, query: { context: "NOTE" } });
  expect(tracker.authorizations).toMatchObject([{ authorizationId, version: 3, payerId: "P1" }]);

  await enter(discontinueAuthorization, { ...at, body: {}, ifMatch: 3 });
  expect(await entriesOf(clientId)).toEqual({ expiring: [], left: ["2026-06-30"], unconfirmed: [] });
});

test("A posted service writes no item that is in an index", async () => {
  const clientId = "C1-SERVICE";
  const authorizationId = await enterAuthorization(clientId, await enterClient(clientId));
  const written: Record<string, unknown>[] = [];
  const { table } = servicesOn(stack);
  table.client.middlewareStack.add(
    (next) => (args) => {
      const { TransactItems = [] } = args.input as {
        TransactItems?: Record<string, { Item?: object; Key?: object }>[];
      };
      const writes = TransactItems.flatMap(Object.entries).filter(([verb]) => verb !== "ConditionCheck");
      written.push(...writes.map(([, { Item, Key }]) => ({ ...Key, ...Item })));
      return next(args);
    },
    { step: "initialize" },
  );
  const body = { activityCode: "INT", serviceDate: "2026-03-02", units: 2, status: "RENDERED", authorizationId };
  await accepted({ ...services, table }, putService, { path: { clientId, serviceId: "S-1" }, body });
  const sortKeys = written.map(({ SK }) => SK);
  expect(sortKeys).toContain(`BALANCE#${authorizationId}`);
  expect(sortKeys).not.toContain(`AUTH#${authorizationId}`);
  expect(written.filter((item) => "expiringPK" in item || "unconfirmedPK" in item)).toEqual([]);
});

test("A new name misses no authorization that is added or changed in the same moment", async () => {
  const clientId = "C1-RACE";
  const insuranceId = await enterClient(clientId);
  const first = await enterAuthorization(clientId, insuranceId);
  await enter(confirmAuthorization, { path: { clientId, authorizationId: first }, ifMatch: 1 });
  const rename = (lastName: string) => enter(putClient, { path: { clientId }, body: { ...person, lastName } });
  await Promise.all([
    rename("Reyes"),
    ...Array.from({ length: 6 }, () => enterAuthorization(clientId, insuranceId)),
    enter(changeAuthorization, { path: { clientId, authorizationId: first }, body: { authVisits: 3 }, ifMatch: 2 }),
    rename("Reyes"),
  ]);
  const { unconfirmed } = await entriesOf(clientId);
  expect(unconfirmed.map(({ lastName }) => lastName)).toEqual(Array.from({ length: 7 }, () => "Reyes"));
});

test("A client with 130 authorizations can get another name", async () => {
  const clientId = "C1-MANY";
  const insuranceId = await enterClient(clientId);
  for (let count = 0; count < 130; count++) await enterAuthorization(clientId, insuranceId);
  await enter(putClient, { path: { clientId }, body: { ...person, lastName: "Reyes" } });
  const { unconfirmed } = await entriesOf(clientId);
  expect(unconfirmed.map(({ lastName }) => lastName)).toEqual(Array.from({ length: 130 }, () => "Reyes"));
});

test("Pages of entries follow each other over months without a gap and without an entry twice", async () => {
  const clientId = "C1-PAGES";
  const insuranceId = await enterClient(clientId);
  const days = ["2030-01-01", "2030-01-01", "2030-01-31", "2030-02-01", "2030-04-30", "2030-05-01"];
  const ids = [];
  for (const day of days) ids.push(await enterAuthorization(clientId, insuranceId, day));
  const window = { first: "2030-01-01", last: "2030-04-30" };
  for (const limit of [1, 2, 3, 10]) {
    const seen: { authorizationId: string; expirationDate: string }[] = [];
    let from: string | undefined;
    do {
      const page = await readExpiring(services.table, window, { limit, from });
      expect(page.entries.length).toBeLessThanOrEqual(limit);
      seen.push(...page.entries);
      from = page.next ?? undefined;
    } while (from !== undefined);
    expect(seen.map(({ authorizationId }) => authorizationId).sort()).toEqual(ids.slice(0, 5).sort());
    expect(seen.map(({ expirationDate }) => expirationDate)).toEqual(days.slice(0, 5));
  }
  const { entries } = await readExpiring(services.table, window, { limit: 10 });
  const behind = await readExpiring(services.table, window, {
    limit: 10,
    from: placeAfter(expiringPlaceOf(entries[1] as ExpiringEntry)),
  });
  expect(behind.entries).toEqual(entries.slice(2));
});

test("Unconfirmed entries come page by page in the order in which they were entered", async () => {
  const all = await readAllUnconfirmed(services.table);
  const seen = [];
  for (let after: (typeof all)[number] | undefined, isLast = false; !isLast; ) {
    const page = await readUnconfirmed(services.table, { limit: 40, after });
    seen.push(...page.entries);
    after = page.entries.at(-1) ?? after;
    isLast = page.isLast;
  }
  expect(seen).toEqual(all);
  expect(all.map(({ createdAt }) => createdAt)).toEqual(all.map(({ createdAt }) => createdAt).toSorted());
});

test("An entry has at most 400 bytes, so that 50 cost at most 0.05 read units each", async () => {
  const { table } = servicesOn(stack);
  const sent = watched(table);
  const { entries } = await readExpiring(table, { first: "2026-06-01", last: "2026-06-30" }, { limit: 50 });
  const { entries: unconfirmed } = await readUnconfirmed(table, { limit: 50, after: undefined });
  expect([entries.length, unconfirmed.length]).toEqual([50, 50]);
  for (const { readUnits } of sent) expect(readUnits).toBeLessThanOrEqual(50 * 0.05);
});

test.each([
  ["expiring", listClientAuthorizations, { asOf: "2026-06-15" }],
  ["unconfirmed, by authDate", listUnconfirmedAuthorizations, { sort: "authDate" }],
] as const)(
  "A page of a report (%s) costs of the index at most 0.05 units a row and 0.5 a page",
  async (_, handled, query) => {
    const fresh = servicesOn(stack);
    const sent = watched(fresh.table);
    const { items } = await accepted(fresh, handled, { query });
    expect(items).toHaveLength(50);
    const ofIndex = sent.filter(({ index }) => index !== undefined).reduce((sum, { readUnits }) => sum + readUnits, 0);
    expect(ofIndex).toBeGreaterThan(0);
    expect(ofIndex).toBeLessThanOrEqual(items.length * 0.05 + 0.5);
  },
);
