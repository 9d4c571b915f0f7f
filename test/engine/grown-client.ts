import { BatchWriteCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { AuditEntry } from "../../domain/audit.ts";
import { LinkedEntry } from "../../domain/audit-chain.ts";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { discontinueAuthorization } from "../../functions/authorizations/discontinue-authorization.ts";
import { putClient } from "../../functions/clients/put-client.ts";
import { confirmAuthorization } from "../../functions/confirm/confirm-authorization.ts";
import { addClientInsurance } from "../../functions/insurances/add-client-insurance.ts";
import { putService } from "../../functions/services/put-service.ts";
import { voidService } from "../../functions/services/void-service.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { readAuditHead } from "../../store/audit.ts";
import { changeClient } from "../../store/client-changes.ts";
import { fieldsOf } from "../../store/items.ts";
import { billingHears, forBilling } from "./billing-in-process.ts";
import { accepted, type TestServices } from "./handlers-in-process.ts";

type Item = Record<string, unknown>;

/** A client with one authorization that is worked with, confirmed; answers how to add to its past. */
export async function enterGrowingClient(services: TestServices, clientId: string) {
  const path = { clientId };
  const enter = (handled: Parameters<typeof accepted>[1], asked: Parameters<typeof accepted>[2]) =>
    accepted(services, handled, asked);
  await enter(putPayer, { path: { payerId: "P1" }, body: { name: "First Payer", priorAuthsRequired: true } });
  await enter(putActivityCode, { path: { activityCode: "INT" }, body: { procedureCode: "90837", label: "Session" } });
  const person = { firstName: "Ada", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
  await enter(putClient, { path, body: person });
  const { insuranceId } = await enter(addClientInsurance, {
    path,
    body: { priority: 1, payerId: "P1", subscriberNumber: "S-1" },
  });
  const addConfirmed = async (authorizationNumber: string): Promise<string> => {
    const dates = { effectiveDate: "2026-01-01", expirationDate: "2026-12-31" };
    const procedure = { activityCode: "INT" };
    const body = { insuranceId, authorizationNumber, procedure, authUnits: 900_000, ...dates };
    const { authorizationId } = await enter(addAuthorization, { path, body });
    await enter(confirmAuthorization, { path: { ...path, authorizationId }, ifMatch: 1 });
    return authorizationId;
  };
  const post = (authorizationId: string, serviceId: string) =>
    enter(putService, {
      path: { ...path, serviceId },
      body: { activityCode: "INT", serviceDate: "2026-03-02", units: 2, status: "RENDERED", authorizationId },
    });
  const billing = async () => {
    for (const event of forBilling(services.published.splice(0))) await billingHears(services, event);
  };
  const authorizationId = await addConfirmed("PA-OPEN");
  await post(authorizationId, crypto.randomUUID());
  await billing();

  return {
    authorizationId,
    /** An authorization that was confirmed, used and discontinued, all told to billing. */
    addHistory: async () => {
      const old = await addConfirmed("PA-OLD");
      await post(old, crypto.randomUUID());
      await enter(discontinueAuthorization, { path: { ...path, authorizationId: old }, body: {}, ifMatch: 2 });
      await billing();
    },
    /** A service of the open authorization, and one that is void again. */
    addServices: async () => {
      await post(authorizationId, crypto.randomUUID());
      const serviceId = crypto.randomUUID();
      await post(authorizationId, serviceId);
      await enter(voidService, { path: { ...path, serviceId } });
    },
  };
}

/**
 * Repeats what `act` added to the table, each time with other ids: as if it had been done that often. What `act` merely
 * changed is left at one time. Answers how many items were added.
 */
export async function repeat(services: TestServices, act: () => Promise<void>, times: number): Promise<number> {
  const before = await allItems(services);
  await act();
  const known = new Set([...before].map(keyOf));
  const knownIds = new Set(idsIn(before));
  const added = (await allItems(services)).filter((item) => !known.has(keyOf(item)));
  const ids = [...new Set(idsIn(added))].filter((id) => !knownIds.has(id));
  const text = JSON.stringify(added.filter((item) => !auditKinds.has(item["kind"])));
  const audit = JSON.stringify(added.filter(({ kind }) => kind === "audit"));
  const entries: AuditEntry[] = [];
  const copies = Array.from({ length: times - 1 }, () => {
    const others = new Map(ids.map((id) => [id, crypto.randomUUID() as string]));
    const copied = (items: string) => JSON.parse(items.replaceAll(anyId, (id) => others.get(id) ?? id)) as Item[];
    entries.push(...copied(audit).map(entryIn));
    return copied(text);
  });
  await putAll(services, copies.flat());
  await addToAudit(services, added, entries);
  return added.length * times;
}

const auditKinds: ReadonlySet<unknown> = new Set(["audit", "auditOfAuthorization"]);

function entryIn(stored: Item): AuditEntry {
  const { sequence: _, previousHash: __, hash: ___, ...entry } = fieldsOf(stored, LinkedEntry);
  return entry;
}

/** Audit entries follow each other by sequence and hash: those of all copies continue the client's chain. */
async function addToAudit({ table }: TestServices, added: readonly Item[], entries: readonly AuditEntry[]) {
  const [, clientId] = String(added.find(({ kind }) => kind === "audit")?.["PK"]).split("#");
  if (clientId === undefined) return;
  let revision = { clientId, auditHead: await readAuditHead(table, clientId) };
  for (let first = 0; first < entries.length; first += mostEntriesAtOnce)
    revision = await changeClient(table, { revision }, { audit: entries.slice(first, first + mostEntriesAtOnce) });
}

/** Two items each, and the head: below what one transaction takes. */
const mostEntriesAtOnce = 45;

const anyId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const idsIn = (items: readonly Item[]) => JSON.stringify(items).match(anyId) ?? [];
const keyOf = ({ PK, SK }: Item) => `${PK} ${SK}`;

async function allItems({ table }: TestServices): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of paginateScan({ client: table.client }, { TableName: table.name, ConsistentRead: true }))
    items.push(...(page.Items ?? []));
  return items;
}

const mostPerBatch = 25;

async function putAll({ table }: TestServices, items: readonly Item[]): Promise<void> {
  for (let first = 0; first < items.length; first += mostPerBatch) {
    const requests = items.slice(first, first + mostPerBatch).map((Item) => ({ PutRequest: { Item } }));
    const { UnprocessedItems } = await table.client.send(
      new BatchWriteCommand({ RequestItems: { [table.name]: requests } }),
    );
    if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error("The engine left items unwritten.");
  }
}
