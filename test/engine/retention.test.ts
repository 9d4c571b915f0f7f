import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteCommand, type DynamoDBDocumentClient, ScanCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { Permission } from "../../domain/permission.ts";
import { runRetention } from "../../functions/retention/run-retention.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { readAuditHead } from "../../store/audit.ts";
import { readAuditOfCatalog } from "../../store/audit-pages.ts";
import { blindIndexWith } from "../../store/blind-index.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { readDueClients } from "../../store/retention.ts";
import { type User, withToken } from "../e2e/agency.ts";
import { takeLoggedLines } from "../functions/logged-lines.ts";
import { answered, type EnteredClient, enterAuthorization, enterClient, startAgency } from "./agency-on-engine.ts";
import { servicesOn } from "./handlers-in-process.ts";

let stack: LocalStack;
let staff: User;
beforeAll(async () => {
  ({ stack, staff } = await startAgency());
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => stack?.stop());

const person = { firstName: "Ada", lastName: "Example", dateOfBirth: "2015-01-01" };

/** A client with something of everything, whose authorization is discontinued. */
async function enterPastClient(status: "ACTIVE" | "INACTIVE" = "INACTIVE") {
  const client = await enterClient(staff);
  const authorizationId = await enterAuthorization(staff, client, `PA-${client.clientId}`);
  const service = { activityCode: "INT", serviceDate: "2026-03-10", units: 1, authorizationId };
  answered(await staff.put(`${client.path}/services/S-${client.clientId}`, service));
  answered(
    await staff.put(`${client.path}/services/U-${client.clientId}`, {
      ...service,
      authorizationId: undefined,
      activityCode: "FAM",
    }),
  );
  answered(await staff.post(`${client.path}/authorizations/${authorizationId}/confirm`, undefined, { ifMatch: 1 }));
  await stack.settled();
  answered(
    await staff.post(
      `${client.path}/authorizations/${authorizationId}/discontinue`,
      { effect: "KEEP" },
      { ifMatch: 2 },
    ),
  );
  await stack.settled();
  const disclosure = { disclosedOn: "2026-03-12", recipient: "Court", description: "Dates", purpose: "Order" };
  answered(await staff.post(`${client.path}/disclosures`, disclosure));
  answered(await staff.put(`${client.path}/handling`, { restriction: { note: "a" }, legalHold: null }, { ifMatch: 0 }));
  answered(await staff.put(client.path, { ...person, status }));
  return { ...client, authorizationId };
}

/** What of a client is in the table, in any item: without who saw it, and what ends by itself within days. */
async function traces({ clientId, authorizationId }: { clientId: string; authorizationId: string }): Promise<string[]> {
  const { table } = servicesOn(stack);
  const found: string[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(new ScanCommand({ TableName: table.name, ExclusiveStartKey }));
    for (const item of page.Items ?? []) {
      const text = JSON.stringify(item, (_, value) => (value instanceof Set ? [...value] : value));
      if (new RegExp(`"${clientId}"|#${clientId}["#]|${authorizationId}`).test(text))
        found.push(`${item["PK"]} ${item["SK"]}`);
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return found.filter((key) => !/#ACCESS |^READER#|^IDEMPOTENCY#|^EVENT#/.test(key)).sort();
}

const years = 7;
const later = "2034-06-01T12:00:00.000Z";
const servicesAt = (at: string, table?: OpenedTable) => {
  const services = servicesOn(stack);
  const blindIndex = blindIndexWith(stack.environmentOf("retention")["BLIND_INDEX_KEY"] ?? "");
  return {
    ...services,
    ...(table && { table }),
    blindIndex,
    years,
    now: () => new Date(at),
    timeZone: "America/Chicago",
  };
};
const enoughTime = () => Number.POSITIVE_INFINITY;
const run = (at: string, input: Parameters<typeof runRetention>[1] = {}, table?: OpenedTable) => {
  takeLoggedLines();
  return runRetention(servicesAt(at, table), input, enoughTime).finally(() => vi.restoreAllMocks());
};
const listed = async () =>
  (await readDueClients(servicesOn(stack).table, { limit: 1000, afterClientId: undefined })).clients.map(
    ({ clientId }) => clientId,
  );

/** The entries of the setup's audit about a client, and whether the chain is whole. */
async function told(clientId: string) {
  const { entries, faults } = await readAuditOfCatalog(servicesOn(stack).table, { limit: 1000, upTo: undefined });
  expect(faults).toEqual([]);
  return entries.filter(({ subject, subjectId }) => subject === "client" && subjectId === clientId);
}

/** A table that breaks off for good at a write: before it, or after it when the answer is lost. */
function breaking(atWrite: number, when: "before" | "after"): { table: OpenedTable; isBroken: () => boolean } {
  const { table } = servicesOn(stack);
  let writes = 0;
  let broken = false;
  const send = async (command: { constructor: unknown }) => {
    const isWrite = command instanceof TransactWriteCommand || command instanceof DeleteCommand;
    if (isWrite) writes += 1;
    const breaks = isWrite && writes === atWrite;
    if (broken || (breaks && when === "before")) {
      broken = true;
      throw new Error("The machine is gone.");
    }
    const answer = await table.client.send(command as never);
    if (breaks) {
      broken = true;
      throw new Error("The machine is gone.");
    }
    return answer;
  };
  return { table: { ...table, client: { send } as unknown as DynamoDBDocumentClient }, isBroken: () => broken };
}

describe("who is due", () => {
  let past: EnteredClient & { authorizationId: string };
  beforeAll(async () => {
    past = await enterPastClient();
  });

  test("is listed once so many years have passed, and deleted 30 days later", async () => {
    const mark = [`CLIENT#${past.clientId} DELETED`];
    // Its last day is the end of its authorization, 2026-12-31.
    await run("2033-12-31T12:00:00.000Z");
    expect(await listed()).not.toContain(past.clientId);
    await run("2034-01-01T12:00:00.000Z");
    expect(await listed()).toContain(past.clientId);
    await run("2034-01-30T12:00:00.000Z");
    expect((await staff.get(past.path)).status).toBe(200);
    const head = await readAuditHead(servicesOn(stack).table, past.clientId);
    await run("2034-01-31T12:00:00.000Z");
    expect((await staff.get(past.path)).status).toBe(404);
    expect(await listed()).not.toContain(past.clientId);
    expect(await traces(past)).toEqual([`CATALOG#AUDIT ${await sortOfEntry(past.clientId)}`, ...mark]);
    const [entry, ...others] = await told(past.clientId);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ action: "DELETED", by: "retention", role: "retention", after: {} });
    expect(entry?.before).toEqual({ sequence: head.sequence, hash: head.hash });
  });

  test("is gone for everybody, and nobody gets the id", async () => {
    for (const path of ["", "/authorization-tracker", "/insurances", "/record", "/handling", "/disclosures"])
      expect((await staff.get(`${past.path}${path}`)).status, path).toBe(404);
    expect(answered(await staff.get(`/v1/clients?search=${past.clientId}`)).items).toEqual([]);
    const again = await staff.put(past.path, { ...person, status: "ACTIVE" });
    expect([again.status, again.body.code]).toEqual([409, "CLIENT_DELETED"]);
  });
});

async function sortOfEntry(clientId: string): Promise<string> {
  const [entry] = await told(clientId);
  return `ENTRY#${String(entry?.sequence).padStart(16, "0")}`;
}

describe("who is not due", () => {
  const keeps = async (client: EnteredClient, at = later) => {
    await run(at, { withoutNotice: true });
    expect((await staff.get(client.path)).status).toBe(200);
    expect(await listed()).not.toContain(client.clientId);
  };

  test("an active client is kept", async () => keeps(await enterPastClient("ACTIVE")));

  test("a client with an open authorization is kept", async () => {
    const client = await enterPastClient();
    answered(await staff.put(client.path, { ...person, status: "ACTIVE" }));
    await enterAuthorization(staff, client, "OPEN");
    answered(await staff.put(client.path, { ...person, status: "INACTIVE" }));
    await keeps(client);
  });

  test("a client on legal hold is kept, also when it was listed before", async () => {
    const client = await enterPastClient();
    await run("2034-06-02T12:00:00.000Z");
    expect(await listed()).toContain(client.clientId);
    const hold = { restriction: null, legalHold: { reason: "Suit 12" } };
    answered(await staff.put(`${client.path}/handling`, hold, { ifMatch: 1 }));
    await run("2034-07-15T12:00:00.000Z");
    await keeps(client, "2034-07-16T12:00:00.000Z");
  });

  test("nobody is, and the list is empty, in an agency whose file says nothing of retention", async () => {
    const client = await enterPastClient();
    await run("2034-08-01T12:00:00.000Z");
    expect(await listed()).toContain(client.clientId);
    takeLoggedLines();
    const services = { ...servicesAt("2034-08-02T12:00:00.000Z"), years: undefined };
    await runRetention(services, { withoutNotice: true }, enoughTime);
    vi.restoreAllMocks();
    expect(await listed()).toEqual([]);
    expect((await staff.get(client.path)).status).toBe(200);
    await run("2034-08-03T12:00:00.000Z", { withoutNotice: true });
    expect((await staff.get(client.path)).status).toBe(404);
  });
});

test("A deletion that breaks off at any of its writes leaves the client whole, or is ended by the next run: never anything else", async () => {
  let kept = 0;
  let ended = 0;
  for (const when of ["before", "after"] as const)
    for (let atWrite = 1; ; atWrite++) {
      const client = await enterPastClient();
      const { table, isBroken } = breaking(atWrite, when);
      await run(later, { withoutNotice: true }, table).catch(() => {});
      if (!isBroken()) break;
      const isWhole = (await staff.get(client.path)).status === 200;
      if (isWhole) kept += 1;
      else ended += 1;
      // The next run needs no list to end what was begun.
      await run(later, isWhole ? { withoutNotice: true } : {});
      expect(await traces(client), `${when} ${atWrite}`).toEqual([
        `CATALOG#AUDIT ${await sortOfEntry(client.clientId)}`,
        `CLIENT#${client.clientId} DELETED`,
      ]);
      expect(await told(client.clientId)).toHaveLength(1);
    }
  expect(kept).toBeGreaterThan(1);
  expect(ended).toBeGreaterThan(8);
});

test("The job itself deletes, years later, with no more than its role allows", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "retention-"));
  const startOn = async (today: string) => {
    const options = { port: 0, assembly: inject("assembly"), runsSchedules: false, dataDir, today };
    const agency = await startLocalStack(options);
    const token = await agency.issueToken({ userId: "staff", permissions: [...Permission.options] });
    return { agency, user: withToken(token, agency.baseUrl) };
  };
  try {
    const path = "/v1/clients/C0017";
    const before = await startOn("2016-03-01");
    answered(await before.user.put("/v1/payers/P1", { name: "First Payer", priorAuthsRequired: true }));
    answered(await before.user.put("/v1/activity-codes/INT", { procedureCode: "90INT", label: "Service INT" }));
    answered(await before.user.put(path, { ...person, status: "ACTIVE" }));
    const insurance = { priority: 1, payerId: "P1", subscriberNumber: "S-1" };
    const { insuranceId } = answered(await before.user.post(`${path}/insurances`, insurance));
    const dates = { effectiveDate: "2016-01-01", expirationDate: "2016-06-30" };
    const input = {
      insuranceId,
      authorizationNumber: "PA-1",
      procedure: { activityCode: "INT" },
      authUnits: 9,
      ...dates,
    };
    const { authorizationId } = answered(await before.user.post(`${path}/authorizations`, input));
    const service = { activityCode: "INT", serviceDate: "2016-02-10", units: 1, authorizationId };
    answered(await before.user.put(`${path}/services/S1`, service));
    const ended = { effect: "KEEP" };
    answered(await before.user.post(`${path}/authorizations/${authorizationId}/discontinue`, ended, { ifMatch: 1 }));
    answered(await before.user.put(path, { ...person, status: "INACTIVE" }));
    await before.agency.stop();

    const { agency, user } = await startOn("2026-03-16");
    expect(await agency.runJob("retention")).toEqual({ deleted: 0, listed: 1, complete: true });
    expect(answered(await user.get("/v1/reports/retention-due")).items).toEqual([
      { clientId: "C0017", lastDate: "2016-06-30", listedOn: "2026-03-16", deletedFrom: "2026-04-15" },
    ]);
    expect(await agency.runJob("retention")).toEqual({ deleted: 0, listed: 0, complete: true });
    await expect(agency.runJob("retention", { withoutNotise: true })).rejects.toThrow("nothing else");
    expect(await agency.runJob("anchor")).toMatchObject({ clients: 1, faults: 0 });
    const atOnce = { withoutNotice: true, requestedBy: "operator" };
    expect(await agency.runJob("retention", atOnce)).toEqual({ deleted: 1, listed: 0, complete: true });
    expect((await user.get(path)).status).toBe(404);
    // An audit that is gone is a fault, unless the setup's audit says why.
    expect(await agency.runJob("anchor", { again: true })).toMatchObject({ clients: 0, faults: 0 });
    const [entry] = answered(await user.get("/v1/setup-audit")).items;
    expect(entry).toMatchObject({ action: "DELETED", subject: "client", subjectId: "C0017", by: "operator" });
    expect(agency.metrics().find(({ metricName }) => metricName === "ClientsDeleted")?.sum).toBe(1);
    await agency.stop();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test("A client that somebody changes while it is being looked at is kept", async () => {
  const client = await enterPastClient();
  const { table } = servicesOn(stack);
  let changed = false;
  const send = async (command: never) => {
    const isMark = JSON.stringify((command as { input: unknown }).input).includes(`DELETING#${client.clientId}`);
    if (isMark && !changed) {
      changed = true;
      answered(await staff.put(client.path, { ...person, status: "ACTIVE" }));
    }
    return table.client.send(command);
  };
  await run(later, { withoutNotice: true }, { ...table, client: { send } as unknown as DynamoDBDocumentClient });
  expect(changed).toBe(true);
  expect((await staff.get(client.path)).status).toBe(200);
  expect(await told(client.clientId)).toEqual([]);
});
