import { execFile } from "node:child_process";
import { join } from "node:path";
import { DeleteCommand, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { listAudit } from "../../functions/audit/list-audit.ts";
import { listSetupAudit } from "../../functions/audit/list-setup-audit.ts";
import { changeAuthorization } from "../../functions/authorizations/change-authorization.ts";
import { deletePayer } from "../../functions/setup/delete-payer.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { auditHeadKey, authorizationAuditKey, catalogAuditKey, clientAuditKey, type Key } from "../../store/keys.ts";
import { wholeAudit } from "./audit-read.ts";
import { enterGrowingClient, repeat } from "./grown-client.ts";
import { accepted, servicesOn, type TestServices } from "./handlers-in-process.ts";
import { type Sent, watched } from "./read-cost.ts";

let stack: LocalStack;
let services: TestServices;
beforeAll(async () => {
  // The handlers log into this process.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
  services = servicesOn(stack);
});
afterAll(() => stack?.stop());

type Grown = Awaited<ReturnType<typeof enterGrowingClient>>;
let made = 0;
let clientId: string;
let grown: Grown;
/** A client of whom 1 to 5 are entered: itself, its insurance, an authorization, its confirmation, a service; then 6 and 7 change the authorization. */
beforeEach(async () => {
  made += 1;
  clientId = `AUDITED-${made}`;
  grown = await enterGrowingClient(services, clientId);
  const path = { clientId, authorizationId: grown.authorizationId };
  for (const ifMatch of [2, 3])
    await accepted(services, changeAuthorization, { path, body: { authUnits: 900_000 - ifMatch }, ifMatch });
});

interface Ran {
  readonly status: number | string | null | undefined;
  readonly stdout: string;
}
const run = (file: string, args: string[], TOKEN: string) =>
  new Promise<Ran>((resolve) => {
    execFile(file, args, { env: { ...process.env, TOKEN } }, (error, stdout) =>
      resolve({ status: error === null ? 0 : error.code, stdout }),
    );
  });

/** What somebody with access to the table could do. */
const tamper = {
  remove: (key: Key) => services.table.client.send(new DeleteCommand({ TableName: services.table.name, Key: key })),
  alter: async (key: Key, changes: object) => {
    const { client, name } = services.table;
    const { Item } = await client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }));
    await client.send(new PutCommand({ TableName: name, Item: { ...Item, ...changes } }));
  },
};
const faults = async (limit?: number) => (await wholeAudit(services, clientId, limit ? { limit } : {})).faults;
const faultsOfAuthorization = async (limit = 20) =>
  (await wholeAudit(services, clientId, { limit, authorizationId: grown.authorizationId })).faults;
const entryKey = (sequence: number) => clientAuditKey(clientId, sequence);
const pointerKey = (sequence: number) => authorizationAuditKey(clientId, grown.authorizationId, sequence);

describe("a removed or altered entry shows", () => {
  test.for([1, 2, 3, 100])("not when nothing was touched, in pages of %i", async (limit) => {
    const { entries } = await wholeAudit(services, clientId, { limit });
    expect(entries.map(({ sequence }) => sequence)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(await faults(limit)).toEqual([]);
    expect(await faultsOfAuthorization(limit)).toEqual([]);
  });

  test.for([1, 3, 6, 7].flatMap((sequence) => [1, 2, 100].map((limit) => [sequence, limit] as const)))(
    "altered: entry %i, in pages of %i",
    async ([sequence, limit]) => {
      await tamper.alter(entryKey(sequence), { by: "somebody-else" });
      expect(await faults(limit)).toEqual([{ sequence, fault: "ALTERED" }]);
      expect(await faultsOfAuthorization(limit)).toEqual(sequence < 3 ? [] : [{ sequence, fault: "ALTERED" }]);
    },
  );

  test.for([1, 3, 6, 7].flatMap((sequence) => [1, 2, 100].map((limit) => [sequence, limit] as const)))(
    "removed: entry %i, in pages of %i",
    async ([sequence, limit]) => {
      await tamper.remove(entryKey(sequence));
      expect(await faults(limit)).toEqual([{ sequence, fault: "MISSING" }]);
      const ofAuthorization = await faultsOfAuthorization(limit);
      if (sequence >= 3) expect(ofAuthorization).toContainEqual({ sequence, fault: "MISSING" });
    },
  );

  test.for([3, 4, 6, 7])("removed with its pointer: entry %i of the authorization", async (sequence) => {
    await tamper.remove(entryKey(sequence));
    await tamper.remove(pointerKey(sequence));
    expect(await faults()).toEqual([{ sequence, fault: "MISSING" }]);
    expect(await faultsOfAuthorization()).not.toEqual([]);
  });

  test("the newest entries removed and the head set back: the authorization is further than its audit", async () => {
    const { entries } = await wholeAudit(services, clientId);
    await tamper.alter(auditHeadKey(clientId), { sequence: 6, hash: entries[1]?.hash, version: 6 });
    expect(await faults()).toEqual([{ sequence: 7, fault: "BEYOND_HEAD" }]);
    await tamper.remove(entryKey(7));
    await tamper.remove(pointerKey(7));
    expect(await faultsOfAuthorization()).toEqual([{ sequence: 6, fault: "GAP" }]);
  });

  test("a head set back lets no entry be written over one that is there", async () => {
    const { entries } = await wholeAudit(services, clientId);
    await tamper.alter(auditHeadKey(clientId), { sequence: 6, hash: entries[1]?.hash, version: 6 });
    const path = { clientId, authorizationId: grown.authorizationId };
    const impatient = { ...services, table: { ...services.table, remainingMillis: () => 0 } };
    const change = accepted(impatient, changeAuthorization, { path, body: { authUnits: 1 }, ifMatch: 4 });
    await expect(change).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect((await wholeAudit(services, clientId)).entries).toEqual(entries);
  });

  test("everything removed: each is missing", async () => {
    for (const sequence of [1, 2, 3, 4, 5, 6, 7]) await tamper.remove(entryKey(sequence));
    const { entries, faults: told } = await wholeAudit(services, clientId, { limit: 3 });
    expect(entries).toEqual([]);
    expect(told).toEqual([7, 6, 5, 4, 3, 2, 1].map((sequence) => ({ sequence, fault: "MISSING" })));
  });

  test("the head removed: it knows of none of them", async () => {
    await tamper.remove(auditHeadKey(clientId));
    expect((await faults()).map(({ fault }) => fault)).toEqual(Array.from({ length: 7 }, () => "BEYOND_HEAD"));
  });
});

describe("the setup has an audit like a client's", () => {
  const payerId = "AUDITED";
  const pages = async (limit: number) => {
    const read: { items: { sequence: number }[]; faults: object[] }[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = { limit: String(limit), ...(cursor !== undefined && { cursor }) };
      const page = await accepted(services, listSetupAudit, { query });
      read.push(page);
      cursor = page.nextCursor as string | null;
    }
    return { entries: read.flatMap(({ items }) => items), faults: read.flatMap(({ faults }) => faults) };
  };

  test("who created, changed and deleted what, when, and the fields before and after", async () => {
    for (const priorAuthsRequired of [true, false])
      await accepted(services, putPayer, { path: { payerId }, body: { name: "Payer", priorAuthsRequired } });
    await accepted(services, deletePayer, { path: { payerId } });
    const { items } = await accepted(services, listSetupAudit, { query: { limit: "3" } });
    const of = { by: "staff", role: "setup:write", subject: "payer", subjectId: payerId };
    expect(items).toMatchObject([
      { ...of, action: "DELETED", before: { name: "Payer" }, after: {} },
      { ...of, action: "CHANGED", before: { priorAuthsRequired: true }, after: { priorAuthsRequired: false } },
      { ...of, action: "CREATED", before: {}, after: { name: "Payer", priorAuthsRequired: true } },
    ]);
  });

  test.for([1, 3, 100])("in pages of %i: all of it, and an altered and a removed entry show", async (limit) => {
    await accepted(services, putPayer, { path: { payerId }, body: { name: "Payer", priorAuthsRequired: true } });
    const { entries, faults } = await pages(limit);
    const newest = entries[0]?.sequence ?? 0;
    expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: newest }, (_, i) => newest - i));
    expect(faults).toEqual([]);
    const { client, name } = services.table;
    const touched = [catalogAuditKey(newest - 1), catalogAuditKey(newest)];
    const before = await Promise.all(touched.map((Key) => client.send(new GetCommand({ TableName: name, Key }))));
    await tamper.alter(catalogAuditKey(newest - 1), { by: "somebody-else" });
    await tamper.remove(catalogAuditKey(newest));
    expect((await pages(limit)).faults).toEqual([
      { sequence: newest, fault: "MISSING" },
      { sequence: newest - 1, fault: "ALTERED" },
    ]);
    for (const { Item } of before) await client.send(new PutCommand({ TableName: name, Item }));
    expect((await pages(limit)).faults).toEqual([]);
  });
});

describe("npm run audit:verify", () => {
  const verify = async (token: string, ...clients: string[]) => {
    const script = join(import.meta.dirname, "..", "..", "scripts", "verify-audit.ts");
    const named = clients.flatMap((client) => ["--client", client]);
    const { status, stdout } = await run(process.execPath, [script, "--base-url", stack.baseUrl, ...named], token);
    const [anchors, ...lines] = stdout.trim().split("\n");
    expect(anchors).toBe("Nothing is anchored yet.");
    return { status, lines };
  };
  const auditor = () => stack.issueToken({ userId: "u-auditor", permissions: ["clients:read", "audit:read"] });

  /** Search entries are made with the stack's own key: so these clients are entered over HTTP. */
  async function enter(id: string): Promise<void> {
    const token = await stack.issueToken({ userId: "u-staff", permissions: ["clients:read", "clients:write"] });
    for (const firstName of ["Ada", "Bea"]) {
      const { ok } = await fetch(`${stack.baseUrl}/v1/clients/${id}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ firstName, lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" }),
      });
      expect(ok).toBe(true);
    }
  }

  test("reads the whole audit of every client and names each touched entry", async () => {
    await enter("VERIFIED-1");
    await enter("VERIFIED-2");
    const token = await auditor();
    const setup = expect.stringMatching(/^Setup, [1-9]\d* entries, 0 faults\.$/);
    expect(await verify(token)).toEqual({ status: 0, lines: ["2 clients, 4 entries, 0 faults.", setup] });
    await tamper.alter(clientAuditKey("VERIFIED-1", 2), { by: "somebody-else" });
    await tamper.remove(clientAuditKey("VERIFIED-2", 1));
    const lines = [
      "VERIFIED-1 entry 2: ALTERED",
      "VERIFIED-2 entry 1: MISSING",
      "2 clients, 3 entries, 2 faults.",
      setup,
    ];
    expect(await verify(token)).toEqual({ status: 1, lines });
    expect(await verify(token, clientId)).toEqual({ status: 0, lines: ["1 clients, 7 entries, 0 faults."] });
  });

  test("is refused like any user without audit:read, and says so", async () => {
    const { status } = await verify(
      await stack.issueToken({ userId: "u-other", permissions: ["clients:read", "auths:write"] }),
      clientId,
    );
    expect(status).toBe(2);
  });
});

describe("readable per client and per authorization", () => {
  /** What reading one page sends. */
  async function sentForPage(query: object): Promise<Sent[]> {
    const fresh = servicesOn(stack);
    const sent = watched(fresh.table);
    const { items, faults: told } = await accepted(fresh, listAudit, { path: { clientId }, query });
    expect(items.length).toBeGreaterThan(0);
    expect(told).toEqual([]);
    for (const { command, readUnits } of sent) expect(readUnits, command).toBeGreaterThan(0);
    return sent.toSorted((a, b) => (a.command < b.command ? -1 : 1));
  }

  test("a page, of the client or of one authorization, costs the same among some entries and among 10,000", async () => {
    const { authorizationId } = grown;
    await grown.addServices();
    const ofClient = { limit: "3" };
    const ofAuthorization = { limit: "10", authorizationId };
    const before = [await sentForPage(ofClient), await sentForPage(ofAuthorization)];
    expect(await repeat(services, () => grown.addServices(), 3500)).toBeGreaterThan(10_000);
    expect([await sentForPage(ofClient), await sentForPage(ofAuthorization)]).toEqual(before);
    const { entries } = await wholeAudit(services, clientId, { authorizationId });
    expect(entries.map(({ action }) => action)).toEqual(["CHANGED", "CHANGED", "CONFIRMED", "CREATED"]);
  });
});
