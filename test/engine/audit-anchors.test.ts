import { execFile } from "node:child_process";
import { join } from "node:path";
import { BatchWriteCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AuditEntry } from "../../domain/audit.ts";
import { emptyChain, type LinkedEntry, linked } from "../../domain/audit-chain.ts";
import { dayIn } from "../../domain/calendar.ts";
import type { AnchorRun } from "../../functions/anchor/anchor-audits.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { auditOfCatalog, readCatalogHead, sha256 } from "../../store/audit.ts";
import { blindIndexWith } from "../../store/blind-index.ts";
import { item } from "../../store/items.ts";
import { auditHeadKey, clientAuditKey, clientAuditPartition, clientPartition, searchKey } from "../../store/keys.ts";
import { commit } from "../../store/opened-table.ts";
import type { User } from "../e2e/agency.ts";
import { answered, startAgency } from "./agency-on-engine.ts";
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

type Item = Record<string, unknown>;

async function itemsOf(partition: string): Promise<Item[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: "PK = :pk",
      ExpressionAttributeValues: { ":pk": partition },
      ConsistentRead: true,
    }),
  );
  return Items;
}

/** Past all functions, as somebody with access to the table. */
async function write(requests: readonly object[]): Promise<void> {
  for (let first = 0; first < requests.length; first += 25)
    await table.client.send(
      new BatchWriteCommand({ RequestItems: { [table.name]: requests.slice(first, first + 25) as never } }),
    );
}
const puts = (items: readonly object[]) => write(items.map((Item) => ({ PutRequest: { Item } })));
const deletes = (items: readonly Item[]) => write(items.map(({ PK, SK }) => ({ DeleteRequest: { Key: { PK, SK } } })));

let entered = 0;
let clientId: string;
/** A client with five entries in its audit, and all that is stored of it. */
let stored: Item[];
beforeEach(async () => {
  entered += 1;
  clientId = `ANCHORED-${entered}`;
  for (const firstName of ["Ada", "Bea", "Cleo", "Dora", "Edda"]) {
    const person = { firstName, lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
    answered(await staff.put(`/v1/clients/${clientId}`, person));
  }
  await anchored();
  stored = [...(await itemsOf(clientPartition(clientId))), ...(await itemsOf(clientAuditPartition(clientId)))];
  logged.length = 0;
  return restored;
});

/** Everything of the client as it was when it was anchored. */
async function restored(): Promise<void> {
  await deletes([...(await itemsOf(clientPartition(clientId))), ...(await itemsOf(clientAuditPartition(clientId)))]);
  await puts(stored);
}

const anchored = (input: object = {}): Promise<AnchorRun> =>
  stack.runJob("anchor", { again: true, ...input }) as Promise<AnchorRun>;
const lines = () =>
  logged.flatMap((line) => {
    const [, json] = /^\[anchor\] (\{.*\})$/.exec(line) ?? [];
    const told = json === undefined ? undefined : JSON.parse(json);
    return told?.event === "auditFault" ? [[told.clientId, told.faults]] : [];
  });
const found = (name: string) => stack.metrics().find((each) => each.metricName === name)?.latest;

async function verified(...clients: string[]) {
  const TOKEN = await stack.issueToken({ userId: "u-auditor", permissions: ["audit:read", "clients:read"] });
  const script = join(import.meta.dirname, "..", "..", "scripts", "verify-audit.ts");
  const args = [script, "--base-url", stack.baseUrl, ...clients.flatMap((client) => ["--client", client])];
  return new Promise<{ status: unknown; told: string[] }>((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, TOKEN } }, (error, stdout) =>
      resolve({ status: error === null ? 0 : error.code, told: stdout.trim().split("\n").slice(1) }),
    );
  });
}

/** The client's audit with these entries, a chain that is whole in itself, and a head that fits. */
async function rewritten(entries: readonly AuditEntry[]): Promise<void> {
  await deletes(await itemsOf(clientAuditPartition(clientId)));
  const chain = linked(emptyChain(clientId, sha256), entries, sha256);
  await puts([
    ...chain.entries.map((entry) => item(clientAuditKey(clientId, entry.sequence), "audit", entry)),
    item(auditHeadKey(clientId), "auditHead", { ...chain.head, version: 5 }),
  ]);
}

async function entries(): Promise<LinkedEntry[]> {
  const items = await itemsOf(clientAuditPartition(clientId));
  return items.map(({ PK: _pk, SK: _sk, kind: _kind, schema: _schema, ...entry }) => entry as unknown as LinkedEntry);
}
const unlinked = ({ sequence: _sequence, previousHash: _previous, hash: _hash, ...entry }: LinkedEntry): AuditEntry =>
  entry;

/** What the job tells, and what audit:verify does; the anchor stays where it was, however often it looks. */
async function expectFault(fault: string): Promise<void> {
  for (const _pass of ["the first", "the next"]) {
    logged.length = 0;
    expect(await anchored()).toMatchObject({ complete: true, faults: 1 });
    expect(lines()).toEqual([[clientId, expect.arrayContaining([fault])]]);
    expect(found("AuditFaults")).toBe(1);
    const { status, told } = await verified();
    expect(status).toBe(1);
    expect(told.filter((line) => line.includes("anchored at"))).toEqual([`${clientId} ${fault}, anchored at entry 5`]);
  }
}

describe("what chain and head together don't show, the anchor does", () => {
  test("nothing was touched: no fault, however often", async () => {
    for (const _pass of [1, 2]) expect(await anchored()).toMatchObject({ complete: true, faults: 0 });
    expect(found("AuditFaults")).toBe(0);
    expect(await verified()).toMatchObject({ status: 0 });
  });

  test("tampering: a truncated tail with the head set back", async () => {
    const whole = await entries();
    await rewritten(whole.slice(0, 3).map(unlinked));
    expect((await entries()).at(-1)).toEqual(whole[2]);
    await expectFault("TRUNCATED");
  });

  test("tampering: one entry altered, the whole chain hashed anew, with a head that fits", async () => {
    const [first, second, ...others] = (await entries()).map(unlinked);
    if (first === undefined || second === undefined) throw new Error("There are no entries.");
    await rewritten([first, { ...second, by: "somebody-else" }, ...others]);
    await expectFault("REWRITTEN");
  });

  test("tampering: one entry removed and those after it renumbered", async () => {
    const [first, , ...others] = await entries();
    if (first === undefined) throw new Error("There are no entries.");
    const renumbered = [first, ...others].map((entry, index) => ({ ...entry, sequence: index + 1 }));
    await deletes(await itemsOf(clientAuditPartition(clientId)));
    await puts([
      ...renumbered.map((entry) => item(clientAuditKey(clientId, entry.sequence), "audit", entry)),
      item(auditHeadKey(clientId), "auditHead", { sequence: 4, hash: renumbered[3]?.hash, version: 5 }),
    ]);
    await expectFault("RENUMBERED");
  });

  test("tampering: renumbered and hashed anew, with entries of one's own up to the old length", async () => {
    const [first, , ...others] = (await entries()).map(unlinked);
    const last = others.at(-1);
    if (first === undefined || last === undefined) throw new Error("There are no entries.");
    await rewritten([first, ...others, { ...last, auditId: "made-up" }]);
    await expectFault("REWRITTEN");
  });

  test("tampering: a whole audit removed, head and all", async () => {
    await deletes(await itemsOf(clientAuditPartition(clientId)));
    await deletes([{ ...auditHeadKey(clientId) }]);
    await expectFault("REMOVED");
  });

  test("tampering: a whole client removed, with its place in the list of all", async () => {
    await deletes(stored);
    await expectFault("REMOVED");
  });

  test("entries that were added since and taken away again are missed from the next pass on", async () => {
    const person = { firstName: "Flora", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
    answered(await staff.put(`/v1/clients/${clientId}`, person));
    await anchored();
    await restored();
    expect(await anchored()).toMatchObject({ faults: 1 });
    expect(lines()).toEqual([[clientId, ["TRUNCATED"]]]);
    await anchored({ accept: [clientId] });
  });

  test("an entry removed behind the anchor is told by its sequence", async () => {
    const person = { firstName: "Flora", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
    for (const firstName of ["Flora", "Gina"])
      answered(await staff.put(`/v1/clients/${clientId}`, { ...person, firstName }));
    await deletes([{ ...clientAuditKey(clientId, 6) }]);
    expect(await anchored()).toMatchObject({ faults: 1 });
    expect(lines()).toEqual([[clientId, ["MISSING 6"]]]);
  });
});

describe("what is no fault", () => {
  const deletedBy = (head: object): AuditEntry => ({
    auditId: `deleted-${clientId}`,
    at: stack.now().toISOString(),
    by: "retention",
    role: "retention",
    action: "DELETED",
    subject: "client",
    subjectId: clientId,
    before: { ...head },
    after: {},
  });
  const told = async (entry: AuditEntry) => commit(table, auditOfCatalog(await readCatalogHead(table), entry));
  const head = () => stored.find(({ SK }) => SK === "AUDIT_HEAD") ?? {};

  test("a client that was deleted after its retention, as the setup's audit says with the head that it had", async () => {
    await deletes(stored);
    await told(deletedBy({ sequence: head()["sequence"], hash: head()["hash"] }));
    for (const _pass of [1, 2]) expect(await anchored()).toMatchObject({ faults: 0 });
    expect((await verified()).told.filter((line) => line.includes(clientId))).toEqual([]);
    stored = [];
  });

  test("one whose entries go little by little after that", async () => {
    await told(deletedBy({ sequence: head()["sequence"], hash: head()["hash"] }));
    await deletes((await itemsOf(searchEntryPartition())).filter(({ SK }) => SK === searchKey("", clientId).SK));
    for (const left of [5, 3, 0]) {
      await deletes((await itemsOf(clientAuditPartition(clientId))).slice(left));
      expect(await anchored()).toMatchObject({ faults: 0 });
    }
    await deletes(stored);
    stored = [];
    expect(await anchored()).toMatchObject({ faults: 0 });
  });

  test("an entry of a deletion that names another head excuses nothing", async () => {
    await deletes(stored);
    await told(deletedBy({ sequence: head()["sequence"], hash: "another" }));
    expect(await anchored()).toMatchObject({ faults: 1 });
    expect(lines()).toEqual([[clientId, ["REMOVED"]]]);
  });

  test("what an operator has looked into: the anchor that was given up stays beside the new one", async () => {
    await rewritten((await entries()).slice(0, 3).map(unlinked));
    expect(await anchored()).toMatchObject({ faults: 1 });
    expect(await anchored({ accept: [clientId], requestedBy: "u-operator" })).toMatchObject({ faults: 0 });
    expect(await anchored()).toMatchObject({ faults: 0 });
    const accepted = stack
      .objects()
      .flatMap(({ text }) => JSON.parse(text).accepted ?? [])
      .filter((each) => each.clientId === clientId);
    expect(accepted).toMatchObject([{ by: "u-operator", insteadOf: { sequence: 5 } }]);
    await restored();
    await anchored({ accept: [clientId] });
  });
});

describe("the pass", () => {
  test("is made once a day; a further run tells its figures again", async () => {
    const day = dayIn(stack.timeZone, stack.now());
    const before = stack.objects().length;
    const run = await (stack.runJob("anchor") as Promise<AnchorRun>);
    expect(run.pass.startsWith(day)).toBe(true);
    expect(stack.objects()).toHaveLength(before);
  });

  test("keeps ids and hashes, no name, and covers the setup", async () => {
    const texts = stack.objects().map(({ key, text }) => `${key} ${text}`);
    expect(texts.join("\n")).toContain(clientId);
    for (const text of texts) expect(text).not.toMatch(/Ada|Example|2015-01-01/);
    const portions = stack.objects().filter(({ key }) => /^heads\/.*\/000001$/.test(key));
    expect(JSON.parse(portions.at(-1)?.text ?? "")).toMatchObject({ setup: { sequence: expect.any(Number) } });
  });

  test("finds a client that is taken out of the list of all", async () => {
    const everybody = await itemsOf(searchEntryPartition());
    const entry = everybody.find(({ SK }) => SK === searchKey("", clientId).SK);
    await deletes([entry ?? {}]);
    expect(await anchored()).toMatchObject({ faults: 0 });
    const newest = stack
      .objects()
      .filter(({ key }) => key.startsWith("heads/"))
      .at(-1);
    expect(newest?.text).toContain(`"${clientId}"`);
    await puts([entry ?? {}]);
  });
});

/** The list of all clients is keyed by a hash under the stack's own key. */
function searchEntryPartition(): string {
  const { BLIND_INDEX_KEY = "" } = stack.environmentOf("anchor");
  return searchKey(blindIndexWith(BLIND_INDEX_KEY)("client", ""), clientId).PK;
}
