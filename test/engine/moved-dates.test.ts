import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { changeAuthorization } from "../../functions/authorizations/change-authorization.ts";
import { listClientAuthorizations } from "../../functions/reports/list-client-authorizations.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { insuranceOf } from "./copying.ts";
import { accepted, servicesOn, type TestServices } from "./handlers-in-process.ts";
import { randomFrom } from "./kills/random.ts";
import { enterClients } from "./many-clients.ts";

let stack: LocalStack;
let services: TestServices;
const path = { clientId: "P1-00000" };
const window = { effectiveOnOrAfter: "2026-01-01", expirationOnOrBefore: "2026-06-30" };

beforeAll(async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
  services = servicesOn(stack);
  await accepted(services, putPayer, { path: { payerId: "P1" }, body: { name: "First", priorAuthsRequired: true } });
  const code = { procedureCode: "90837", label: "Session" };
  await accepted(services, putActivityCode, { path: { activityCode: "INT" }, body: code });
  await enterClients(services, "P1", 1);
});
afterAll(() => stack?.stop());

/** Authorizations of these days of expiration, by their ids. */
async function enter(days: readonly string[]): Promise<Map<string, { day: string; version: number }>> {
  const { insuranceId } = await insuranceOf(services, path.clientId);
  const entered = new Map<string, { day: string; version: number }>();
  for (const day of days) {
    const body = {
      insuranceId,
      authorizationNumber: "Pending",
      procedure: { activityCode: "INT" },
      effectiveDate: "2026-01-01",
      expirationDate: day,
    };
    const { authorizationId } = await accepted(services, addAuthorization, { path, body });
    entered.set(authorizationId, { day, version: 1 });
  }
  return entered;
}

type Entered = Awaited<ReturnType<typeof enter>>;

async function move(entered: Entered, authorizationId: string, day: string): Promise<void> {
  const was = entered.get(authorizationId);
  if (was === undefined || was.day === day) return;
  const change = { path: { ...path, authorizationId }, body: { expirationDate: day }, ifMatch: was.version };
  const { version } = await accepted(services, changeAuthorization, change);
  entered.set(authorizationId, { day, version });
}

/** Services before whose reads of the index something happens. */
function disturbed(happens: () => Promise<void>): TestServices {
  const { client } = services.table;
  // One after the other, as months are read at once.
  let before = Promise.resolve();
  const send = async (command: unknown) => {
    if (command instanceof QueryCommand && command.input.IndexName !== undefined) {
      before = before.then(happens);
      await before;
    }
    return client.send(command as never);
  };
  return { ...services, table: { ...services.table, client: { send } as unknown as typeof client } };
}

/** The report page by page; each has to have each authorization once. */
async function pagesOf(reading: TestServices, entered: Entered, query: object) {
  const pages: { authorizationId: string; expirationDate: string }[][] = [];
  let cursor: string | null = null;
  do {
    const asked = { query: { ...window, ...query, ...(cursor !== null && { cursor }) } };
    const { items, nextCursor } = await accepted(reading, listClientAuthorizations, asked);
    const rows = items.filter(({ authorizationId }: { authorizationId: string }) => entered.has(authorizationId));
    expect(new Set(rows.map(({ authorizationId }: { authorizationId: string }) => authorizationId)).size).toBe(
      rows.length,
    );
    pages.push(rows);
    cursor = nextCursor;
  } while (cursor !== null);
  return pages;
}

test("One that moves to the next month while the report is read is there once, by its new date", async () => {
  const entered = await enter(["2026-03-31", "2026-05-01"]);
  const [moving = "", other = ""] = entered.keys();
  let months = 0;
  const reading = disturbed(async () => {
    months += 1;
    // January, February and March are read.
    if (months === 4) await move(entered, moving, "2026-04-01");
  });
  const [page = []] = await pagesOf(reading, entered, {});
  expect(page.map(({ authorizationId, expirationDate }) => [authorizationId, expirationDate])).toEqual([
    [moving, "2026-04-01"],
    [other, "2026-05-01"],
  ]);
});

test("Whatever moves where while pages are read, none is missing, and none is twice on a page", async () => {
  const random = randomFrom(20260316);
  const anyDay = () => `2026-0${1 + Math.floor(random() * 6)}-${10 + Math.floor(random() * 18)}`;
  for (let round = 0; round < 8; round++) {
    const entered = await enter(Array.from({ length: 12 }, anyDay));
    const ids = [...entered.keys()];
    const limit = String(1 + Math.floor(random() * 5));
    let moves = 40;
    const reading = disturbed(async () => {
      moves -= 1;
      const id = ids[Math.floor(random() * ids.length)];
      if (id !== undefined && moves >= 0) await move(entered, id, anyDay());
    });
    const rows = (await pagesOf(reading, entered, { limit })).flat();
    expect(new Set(rows.map(({ authorizationId }) => authorizationId)), `round ${round}`).toEqual(new Set(ids));
  }
});

test("Where nothing moves any more, what moved before is there once", async () => {
  const entered = await enter(["2026-02-10", "2026-03-10", "2026-05-10"]);
  const [first = "", second = "", third = ""] = entered.keys();
  await move(entered, first, "2026-06-10");
  await move(entered, third, "2026-01-10");
  await move(entered, second, "2026-04-10");
  await move(entered, second, "2026-03-10");
  const later = { ...services, now: () => new Date("2026-03-16T13:00:00.000Z") };
  for (const limit of ["1", "2", "100"]) {
    const rows = (await pagesOf(later, entered, { limit })).flat();
    expect(rows.map(({ authorizationId, expirationDate }) => [authorizationId, expirationDate])).toEqual([
      [third, "2026-01-10"],
      [second, "2026-03-10"],
      [first, "2026-06-10"],
    ]);
  }
});
