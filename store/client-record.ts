import type * as z from "zod/mini";
import { Authorization } from "../domain/authorization.ts";
import { Cap } from "../domain/cap.ts";
import { Client } from "../domain/client.ts";
import { ClientInsurance } from "../domain/client-insurance.ts";
import type { ClientFacts, ClientRecord, ShownRecord } from "../domain/client-record.ts";
import { DomainError } from "../domain/domain-error.ts";
import { StoredHandling } from "../domain/handling.ts";
import { Unreadable, type UnreadableItem } from "../domain/unreadable.ts";
import { AuthorizationBalance } from "../domain/usage.ts";
import { auditHeadOf } from "./audit.ts";
import type { StoredItem } from "./failures.ts";
import { readableOf, unreadableItem } from "./items.ts";
import { clientPartition } from "./keys.ts";
import { type OpenedTable, queryAll } from "./opened-table.ts";
import { inPartition } from "./partition.ts";

const shown = ["client", "insurance", "authorization", "balance", "cap", "handling"] as const;
/** `insuranceUse` and `priority` are of before every write of a client held its revision: nobody reads them any more. */
const known: ReadonlySet<unknown> = new Set([...shown, "auditHead", "deletedClient", "insuranceUse", "priority"]);

/** ONE Query, consistent: what was saved is read. Throws NOT_FOUND when there is no such client. */
export async function readClientRecord(table: OpenedTable, clientId: string): Promise<ClientRecord> {
  const record = await findClientRecord(table, clientId);
  if (record === undefined) throw noSuchClient(clientId);
  return record;
}

const noSuchClient = (clientId: string) => new DomainError("NOT_FOUND", `There is no client ${clientId}.`);

/** The same for a client that may not be there. Throws Unreadable: no rule holds on half a record. */
export async function findClientRecord(table: OpenedTable, clientId: string): Promise<ClientRecord | undefined> {
  const items = await queryAll(table, inPartition(clientPartition(clientId)));
  const { facts, unreadable } = factsIn(items);
  const head = items.find(({ kind }) => kind === "auditHead");
  if (unreadable.length > 0) throw new Unreadable(unreadable);
  return facts && { revision: { clientId, auditHead: auditHeadOf(clientId, head) }, ...facts };
}

/**
 * A client to be shown, with what of it can be read. An authorization is left out together with its balance, cap or insurance: without
 * one of them its row would say what is not so. Throws Unreadable for the client itself.
 */
export async function readShownRecord(table: OpenedTable, clientId: string): Promise<ShownRecord> {
  const { facts, unreadable } = factsIn(await queryAll(table, inPartition(clientPartition(clientId))));
  if (facts === undefined && unreadable.length > 0) throw new Unreadable(unreadable);
  if (facts === undefined) throw noSuchClient(clientId);
  const lacking = new Set(unreadable.map(({ kind, id }) => `${kind} ${id}`));
  const lacks = ({ authorizationId, insuranceId }: Authorization) =>
    lacking.has(`balance ${authorizationId}`) ||
    lacking.has(`cap ${authorizationId}`) ||
    lacking.has(`insurance ${insuranceId}`);
  const [shown, withheld] = [...facts.authorizations.values()].reduce<[Authorization[], Authorization[]]>(
    ([one, other], each) => (lacks(each) ? [one, [...other, each]] : [[...one, each], other]),
    [[], []],
  );
  const named = withheld.map(({ authorizationId: id }) => ({ kind: "authorization", clientId, id }));
  return {
    ...facts,
    authorizations: new Map(shown.map((each) => [each.authorizationId, each])),
    unreadable: [...unreadable, ...named],
  };
}

/** What a client's partition holds; no facts where the client itself is missing. */
function factsIn(items: readonly StoredItem[]): {
  readonly facts: ClientFacts | undefined;
  readonly unreadable: readonly UnreadableItem[];
} {
  const unreadable = items.filter(({ kind }) => !known.has(kind)).map(unreadableItem);
  const all = <Schema extends z.ZodMiniType>(kind: (typeof shown)[number], schema: Schema) => {
    const found = readableOf(
      items.filter((stored) => stored.kind === kind),
      schema,
    );
    unreadable.push(...found.unreadable);
    return found.read;
  };
  const [client] = all("client", Client);
  const [handling] = all("handling", StoredHandling);
  const facts = {
    ...(handling !== undefined && { handling }),
    insurances: new Map(all("insurance", ClientInsurance).map((insurance) => [insurance.insuranceId, insurance])),
    authorizations: new Map(
      all("authorization", Authorization).map((authorization) => [authorization.authorizationId, authorization]),
    ),
    balances: new Map(all("balance", AuthorizationBalance).map((balance) => [balance.authorizationId, balance])),
    caps: new Map(all("cap", Cap).map((cap) => [cap.authorizationId, cap])),
  };
  return { facts: client && { client, ...facts }, unreadable };
}
