import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { listAudit } from "../../functions/audit/list-audit.ts";
import { listSetupAudit } from "../../functions/audit/list-setup-audit.ts";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { discontinueAuthorization } from "../../functions/authorizations/discontinue-authorization.ts";
import { listAuthorizationHistory } from "../../functions/authorizations/list-authorization-history.ts";
import { runBackfill } from "../../functions/backfill/run-backfill.ts";
import { searchClients } from "../../functions/clients/search-clients.ts";
import { reconcileCaps } from "../../functions/reconcile/reconcile-caps.ts";
import { giveAlerts } from "../../functions/remind/give-alerts.ts";
import { listCapsDrift } from "../../functions/reports/list-caps-drift.ts";
import { listClientAuthorizations } from "../../functions/reports/list-client-authorizations.ts";
import { listUnconfirmedAuthorizations } from "../../functions/reports/list-unconfirmed-authorizations.ts";
import { resendUnsent } from "../../functions/resend/resend-unsent.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { clientAuditKey } from "../../store/keys.ts";
import { carryOn, insuranceOf, progressOf, startCopy } from "./copying.ts";
import { accepted, servicesOn, type TestServices } from "./handlers-in-process.ts";
import { enterClients } from "./many-clients.ts";

type Handled = Parameters<typeof accepted>[1];

interface Agency {
  /** What it has of authorizations: the days on which they expire, those that are discontinued last. */
  readonly current: readonly string[];
  readonly discontinued: readonly string[];
}

/** Nothing at all; little, far apart; and much that lies far behind and far ahead. The day is 2026-03-16. */
const agencies: Readonly<Record<string, Agency>> = {
  "with nothing": { current: [], discontinued: [] },
  "with gaps": {
    current: ["2026-03-16", "2027-09-30", "2030-12-31"],
    discontinued: ["2025-01-31", "2030-01-31"],
  },
  "with decades": {
    current: Array.from({ length: 30 }, (_, index) => `${2011 + index}-0${1 + (index % 9)}-15`),
    discontinued: Array.from({ length: 30 }, (_, index) => `${2010 + index}-12-31`),
  },
};

/** What one read or one run may send to the table: twice as much as there are months until the last day. */
const mostRequests = 1800;
/** No list here has so many pages. */
const mostPages = 100;

/** Services of one call, which ends when it has sent too much. */
function bounded(services: TestServices): TestServices {
  const { client } = services.table;
  let requests = 0;
  const send = (command: never) => {
    requests += 1;
    if (requests > mostRequests) throw new Error(`It goes on after ${mostRequests} requests.`);
    return client.send(command);
  };
  return { ...services, table: { ...services.table, client: { send } as unknown as typeof client } };
}

/** Everything that a list gives, page by page, each in a call of its own. */
async function readToItsEnd(services: TestServices, handled: Handled, path: object, query: object) {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the handler answered
  const items: any[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    const asked = { path, query: { ...query, ...(cursor !== undefined && { cursor }) } };
    const page = await accepted(bounded(services), handled, asked);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
  throw new Error(`${handled.contract.operationId} goes on after ${mostPages} pages.`);
}

describe.each(Object.entries(agencies))("an agency %s", (_, { current, discontinued }) => {
  let stack: LocalStack;
  let services: TestServices;
  const clientIds: string[] = [];
  /** Ids of current authorizations, in the order of `current`. */
  const ids: string[] = [];
  const days = [...current, ...discontinued];
  const path = { clientId: "P1-00000" };
  const lists = [{}, { limit: "1" }, { limit: "7" }, { limit: "100" }];

  beforeAll(async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
    services = servicesOn(stack);
    if (days.length === 0) return;
    await accepted(services, putPayer, { path: { payerId: "P1" }, body: { name: "First", priorAuthsRequired: true } });
    const code = { procedureCode: "90837", label: "Session" };
    await accepted(services, putActivityCode, { path: { activityCode: "INT" }, body: code });
    clientIds.push(...(await enterClients(services, "P1", 3)));
    const { insuranceId } = await insuranceOf(services, path.clientId);
    for (const expirationDate of days) {
      const body = {
        insuranceId,
        authorizationNumber: "Pending",
        procedure: { activityCode: "INT" },
        authUnits: 2,
        effectiveDate: expirationDate < "2026-03-16" ? expirationDate : "2026-03-16",
        expirationDate,
      };
      const { authorizationId } = await accepted(services, addAuthorization, { path, body });
      if (ids.length < current.length) ids.push(authorizationId);
      else
        await accepted(services, discontinueAuthorization, {
          path: { ...path, authorizationId },
          body: {},
          ifMatch: 1,
        });
    }
  });
  afterAll(() => stack?.stop());

  const reports: [string, object, (day: string) => boolean][] = [
    ["the next 30 days", {}, (day) => day >= "2026-03-16" && day <= "2026-04-15"],
    [
      "ten years from now on",
      { expirationOnOrBefore: "2036-03-16" },
      (day) => day >= "2026-03-16" && day <= "2036-03-16",
    ],
    [
      "what is low in them",
      { expirationOnOrBefore: "2036-03-16", lowUnits: "true" },
      (day) => day >= "2026-03-16" && day <= "2036-03-16",
    ],
    [
      "ten years that are past",
      { effectiveOnOrAfter: "2012-01-01", expirationOnOrBefore: "2021-12-31" },
      (day) => day >= "2012-01-01" && day <= "2021-12-31",
    ],
    ["what is low, whenever it ends", { lowUnits: "true" }, (day) => day >= "2026-03-16"],
    ["inactive clients", { expirationOnOrBefore: "2036-03-16", clientStatus: "INACTIVE" }, () => false],
    ["years without anything", { effectiveOnOrAfter: "2090-01-01", expirationOnOrBefore: "2099-12-31" }, () => false],
    ["a program that nobody is in", { expirationOnOrBefore: "2036-03-16", program: "none" }, () => false],
  ];
  test.each(reports)("Client Authorizations ends and is whole: %s", async (_, query, isMeant) => {
    const wanted = ids.filter((_, index) => isMeant(current[index] ?? ""));
    for (const list of lists) {
      const rows = await readToItsEnd(services, listClientAuthorizations, {}, { ...query, ...list });
      expect(rows.map(({ authorizationId }) => authorizationId)).toEqual(wanted);
    }
  });

  test.each(["lastName", "firstName", "authDate", "addedBy", "insuranceName"])(
    "the worklist ends and is whole, by %s",
    async (sort) => {
      for (const list of lists) {
        const rows = await readToItsEnd(services, listUnconfirmedAuthorizations, {}, { sort, ...list });
        expect(rows.map(({ authorizationId }) => authorizationId).sort()).toEqual(ids.toSorted());
      }
    },
  );

  test("so do the search, the history, the audits and the drift", async () => {
    const past = [...current.filter((day) => day < "2026-03-16"), ...discontinued].sort().reverse();
    for (const list of lists) {
      const read = (handled: Handled, of: object, query: object) =>
        readToItsEnd(services, handled, of, { ...query, ...list });
      for (const [search, found] of [
        ["", clientIds],
        ["b", clientIds],
        ["bx", []],
      ] as const)
        expect((await read(searchClients, {}, { search })).map(({ clientId }) => clientId)).toEqual(found);
      expect(await read(listCapsDrift, {}, {})).toEqual([]);
      // A payer and a code.
      expect(await read(listSetupAudit, {}, {})).toHaveLength(days.length === 0 ? 0 : 2);
      if (days.length === 0) continue;
      expect((await read(listAuthorizationHistory, path, {})).map(({ expirationDate }) => expirationDate)).toEqual(
        past,
      );
      // Client, insurance, what was entered and what was discontinued.
      expect(await read(listAudit, path, {})).toHaveLength(2 + days.length + discontinued.length);
      const [authorizationId] = ids;
      expect(await read(listAudit, path, { authorizationId })).toHaveLength(1);
    }
  });

  test("so do the jobs", async () => {
    const longEnough = () => 600_000;
    const backfill = { ...bounded(services), wait: async () => {} };
    expect(await runBackfill(backfill, {}, longEnough)).toBeNull();
    const anew = { migration: "expiration-date-since", itemsPerSecond: 20 };
    expect(await runBackfill(backfill, anew, longEnough)).toMatchObject({ state: "DONE", migrated: 0 });
    expect(await giveAlerts(bounded(services), longEnough)).toMatchObject({ isDone: true });
    const clients = clientIds.length;
    expect(await reconcileCaps(bounded(services), longEnough)).toMatchObject({ complete: true, clients, drift: 0 });
    expect(await resendUnsent(bounded(services), longEnough)).toEqual({ sent: 0 });
  });

  test("so do copies: to everybody, and to nobody", async () => {
    if (days.length === 0) return;
    await accepted(services, putPayer, { path: { payerId: "P2" }, body: { name: "Other", priorAuthsRequired: true } });
    const source = { clientId: path.clientId, authorizationId: ids[0] ?? "" };
    for (const [payerId, total] of [
      ["P1", clientIds.length],
      ["P2", 0],
    ] as const) {
      const { copyId } = await startCopy(services, source, payerId);
      expect(await carryOn(bounded(services), copyId)).toEqual(["DONE"]);
      expect(await progressOf(services, copyId)).toMatchObject({ state: "DONE", total, nextCursor: null });
    }
  });

  test("so does an audit of which entries are gone", async () => {
    if (days.length === 0) return;
    const { client, name: TableName } = services.table;
    for (const sequence of [1, 3, 4, 5])
      await client.send(new DeleteCommand({ TableName, Key: { ...clientAuditKey(path.clientId, sequence) } }));
    for (const list of lists) {
      const entries = await readToItsEnd(services, listAudit, path, list);
      expect(entries.some(({ sequence }) => [1, 3, 4, 5].includes(sequence))).toBe(false);
      expect(entries.at(-1)?.sequence).toBe(2);
    }
  });
});
