import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { balanceOf, type Movement } from "../../domain/usage.ts";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { readLedger } from "../../functions/authorizations/read-ledger.ts";
import { putService } from "../../functions/services/put-service.ts";
import { voidService } from "../../functions/services/void-service.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { readTracker } from "../../functions/tracker/read-tracker.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { movementKey, movementPrefix } from "../../store/keys.ts";
import { insuranceOf } from "./copying.ts";
import { accepted, ask, servicesOn, type TestServices } from "./handlers-in-process.ts";
import { enterClients } from "./many-clients.ts";
import { watched } from "./read-cost.ts";
import { pagesOfLedger } from "./whole-ledger.ts";

let stack: LocalStack;
let services: TestServices;
const client = { clientId: "P1-00000" };
interface Row {
  readonly authorizationId: string;
  readonly units: { readonly used: number };
}
let path: { clientId: string; authorizationId: string };

beforeAll(async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
  services = servicesOn(stack);
  await accepted(services, putPayer, { path: { payerId: "P1" }, body: { name: "First", priorAuthsRequired: true } });
  const code = { procedureCode: "90837", label: "Session" };
  await accepted(services, putActivityCode, { path: { activityCode: "INT" }, body: code });
  await enterClients(services, "P1", 1);
  path = await added();
  // 250 movements: of every fifth service an hour is taken back, of every tenth all.
  for (let each = 0; each < 200; each++) {
    await post(`S${each}`, { units: 3, serviceDate: dayOf(each) });
    if (each % 5 === 0) await post(`S${each}`, { units: 2, serviceDate: dayOf(each) });
    if (each % 20 === 0) await accepted(services, voidService, { path: { ...client, serviceId: `S${each}` } });
  }
});
afterAll(() => stack?.stop());

async function added() {
  const { insuranceId } = await insuranceOf(services, client.clientId);
  const dates = { effectiveDate: "2026-01-01", expirationDate: "2026-12-31" };
  const procedure = { activityCode: "INT" };
  const body = { insuranceId, authorizationNumber: "Pending", procedure, authUnits: 1000, ...dates };
  const { authorizationId } = await accepted(services, addAuthorization, { path: client, body });
  return { ...client, authorizationId };
}

const dayOf = (each: number) => `2026-02-${String((each % 28) + 1).padStart(2, "0")}`;

const post = (serviceId: string, changes: object, { authorizationId } = path) =>
  accepted(services, putService, {
    path: { ...client, serviceId },
    body: { activityCode: "INT", units: 1, serviceDate: "2026-03-02", status: "RENDERED", authorizationId, ...changes },
  });

const idsOf = (items: readonly Movement[]) => items.map(({ movementId }) => movementId);

test("250 movements are three pages, newest first, and each says what all older ones add up to", async () => {
  const pages = await pagesOfLedger(services, path, { limit: "100" });
  expect(pages.map(({ items }) => items.length)).toEqual([100, 100, 50]);
  expect(pages.map(({ balanceBefore }) => balanceBefore.units.used)).toEqual([324, 108, 0]);
  expect(pages[0]?.balance).toMatchObject({ units: { used: 540, remaining: 460 }, visits: { used: 28 } });
  const all = pages.flatMap(({ items }) => items);
  expect(new Set(idsOf(all)).size).toBe(250);
  expect(all.map(({ at }) => at)).toEqual(
    all
      .map(({ at }) => at)
      .sort()
      .reverse(),
  );
});

test("a page costs its own movements beside the client's Query", async () => {
  const fresh = servicesOn(stack);
  const sent = watched(fresh.table);
  await accepted(fresh, readLedger, { path, query: { limit: "10" } });
  const [ofClient, ofLedger] = sent;
  expect([ofClient?.partition, ofLedger?.partition]).toEqual([
    `CLIENT#${path.clientId}`,
    `AUTH#${path.authorizationId}`,
  ]);
  expect(sent).toHaveLength(2);
  expect(ofLedger?.readUnits).toBeLessThan(2);
});

test("what is posted while the pages are read comes on none of them, and spoils no sum", async () => {
  const own = await added();
  for (let each = 0; each < 12; each++) await post(`B${each}`, { units: each + 1 }, own);
  const before = (await pagesOfLedger(services, own, { limit: "100" })).flatMap(({ items }) => items);
  let more = 0;
  const pages = await pagesOfLedger(services, own, { limit: "5" }, async () => {
    // Billing may tell late of what happened first.
    await post(`B-more-${more++}`, { serviceDate: "2026-01-02" }, own);
  });
  expect(idsOf(pages.flatMap(({ items }) => items))).toEqual(idsOf(before));
});

test("with asOf: the movements of services up to that day, in pages, wherever they stand among the others", async () => {
  const all = (await pagesOfLedger(services, path)).flatMap(({ items }) => items);
  const meant = all.filter(({ serviceDate }) => serviceDate <= "2026-02-03");
  const pages = await pagesOfLedger(services, path, { asOf: "2026-02-03", limit: "10" });
  expect(pages.length).toBeGreaterThan(2);
  expect(pages.flatMap(({ items }) => items)).toEqual(meant);
  const { unitsUsed, visitsUsed } = balanceOf(meant);
  for (const { balance } of pages)
    expect(balance).toMatchObject({ units: { used: unitsUsed }, visits: { used: visitsUsed } });
});

/** Services of a table on which something happens before, or after, each read of the usage of an authorization. */
function disturbed(happens: (authorizationId: string, when: "before" | "after") => Promise<void>): TestServices {
  const { client: real } = services.table;
  const send = async (command: unknown) => {
    const partition =
      command instanceof QueryCommand ? String(command.input.ExpressionAttributeValues?.[":pk"]) : "none of a usage";
    const [, authorizationId] = /^AUTH#(.+)$/.exec(partition) ?? [];
    if (authorizationId !== undefined) await happens(authorizationId, "before");
    const answered = await real.send(command as never);
    if (authorizationId !== undefined) await happens(authorizationId, "after");
    return answered;
  };
  return { ...services, table: { ...services.table, client: { send } as unknown as typeof real } };
}

test("a service that is posted while the days are read is in the balance and in the movements, or in neither", async () => {
  const own = await added();
  await post("D0", { units: 4 }, own);
  let posted = 0;
  const reading = disturbed(async (_, when) => {
    // Twice, then it may be read in peace.
    if (when === "after" && posted < 2) await post(`D${++posted}`, {}, own);
  });
  const [page] = await pagesOfLedger(reading, own, { asOf: "2026-03-10" });
  expect([posted, page?.items.length, page?.balance.units.used]).toEqual([2, 3, 6]);
});

test("a service that goes to another authorization while a past day's tracker is read is counted once", async () => {
  const [from, to] = [await added(), await added()];
  await post("T0", { units: 4 }, from);
  await post("T1", { units: 1 }, to);
  const gone = Promise.withResolvers<void>();
  const reading = disturbed(async (authorizationId, when) => {
    if (authorizationId === to.authorizationId && when === "before") await gone.promise;
    if (authorizationId !== from.authorizationId || when === "before") return;
    await post("T0", { units: 4 }, to);
    gone.resolve();
  });
  const { authorizations }: { authorizations: Row[] } = await accepted(reading, readTracker, {
    path: client,
    query: { context: "NOTE", asOf: "2026-03-10" },
  });
  const rows = new Map(authorizations.map((row) => [row.authorizationId, row.units.used]));
  expect([rows.get(from.authorizationId), rows.get(to.authorizationId)]).toEqual([0, 5]);
});

test("movements that were kept by their time are older than all others, and sum as before", async () => {
  const own = await added();
  for (let each = 0; each < 6; each++) await post(`O${each}`, { units: each + 1 }, own);
  const [newest] = await pagesOfLedger(services, own);
  const written = newest?.items ?? [];
  for (const [older, movement] of written.slice(3).entries())
    await keptByTime(own.authorizationId, movement, 3 - older);
  const pages = await pagesOfLedger(services, own, { limit: "2" });
  expect(pages.map(({ items }) => idsOf(items))).toEqual(
    [0, 2, 4].map((first) => idsOf(written.slice(first, first + 2))),
  );
});

/** Puts a movement where releases before kept it. */
async function keptByTime(authorizationId: string, { at, movementId }: Movement, version: number): Promise<void> {
  const { client: db, name: TableName } = services.table;
  const Key = movementKey(authorizationId, version, movementId);
  const { Item } = await db.send(new GetCommand({ TableName, Key }));
  await db.send(new DeleteCommand({ TableName, Key }));
  await db.send(new PutCommand({ TableName, Item: { ...Item, SK: `${movementPrefix}${at}#${movementId}` } }));
}

test("a cursor fits the same ledger and the same asOf only", async () => {
  const { nextCursor: cursor } = await accepted(services, readLedger, { path, query: { limit: "10" } });
  const other = await added();
  for (const asked of [
    { path: other, query: { cursor } },
    { path, query: { cursor, asOf: "2026-02-03" } },
    { path, query: { cursor: Buffer.from('{"after":"V1","of":"x"}').toString("base64url") } },
  ])
    expect(await ask(services, readLedger, asked)).toEqual({ refused: "VALIDATION_FAILED" });
});
