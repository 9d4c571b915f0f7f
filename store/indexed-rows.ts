import { Authorization } from "../domain/authorization.ts";
import { Cap } from "../domain/cap.ts";
import { Client } from "../domain/client.ts";
import { ClientInsurance } from "../domain/client-insurance.ts";
import type { RowFacts } from "../domain/tracker-row.ts";
import { AuthorizationBalance } from "../domain/usage.ts";
import type { StoredItem } from "./failures.ts";
import { fieldsOf } from "./items.ts";
import { authorizationKey, balanceKey, capKey, clientKey, discontinuedKey, insuranceKey } from "./keys.ts";
import { getItems, type OpenedTable } from "./opened-table.ts";

/** An authorization of an index entry, with everything that a report shows of it. */
export interface IndexedRow<Entry = Ids> {
  readonly entry: Entry;
  readonly client: Client;
  readonly facts: RowFacts;
}

interface Ids {
  readonly clientId: string;
  readonly authorizationId: string;
}

/**
 * Reads the authorizations of index entries, consistently, with all their row facts, in the order given. One that was
 * discontinued meanwhile is left out. Costs four or five items each.
 */
export async function readIndexedRows<Entry extends Ids>(
  table: OpenedTable,
  entries: readonly Entry[],
): Promise<IndexedRow<Entry>[]> {
  const clientIds = new Set(entries.map(({ clientId }) => clientId));
  const items = await getItems(table, [
    ...entries.flatMap(({ clientId, authorizationId }) => [
      authorizationKey(clientId, authorizationId),
      balanceKey(clientId, authorizationId),
      capKey(clientId, authorizationId),
    ]),
    ...[...clientIds].map(clientKey),
  ]);
  const clients = byId(items, "client", Client, ({ clientId }) => clientId);
  const authorizations = byId(items, "authorization", Authorization, ({ authorizationId }) => authorizationId);
  const balances = byId(items, "balance", AuthorizationBalance, ({ authorizationId }) => authorizationId);
  const caps = byId(items, "cap", Cap, ({ authorizationId }) => authorizationId);
  const insurances = await readInsurances(table, [...authorizations.values()]);
  return entries.flatMap((entry) => {
    const { clientId, authorizationId } = entry;
    const authorization = authorizations.get(authorizationId);
    if (authorization === undefined) return [];
    const client = clients.get(clientId);
    if (client === undefined) throw new Error(`The authorization ${authorizationId} is of no client ${clientId}.`);
    const insurance = insurances.get(insurancePlace(authorization));
    const facts = { authorization, insurance, balance: balances.get(authorizationId), cap: caps.get(authorizationId) };
    return [{ entry, client, facts }];
  });
}

async function readInsurances(table: OpenedTable, authorizations: readonly Authorization[]) {
  const keys = new Map(
    authorizations.map((each) => [insurancePlace(each), insuranceKey(each.clientId, each.insuranceId)] as const),
  );
  return byId(await getItems(table, [...keys.values()]), "insurance", ClientInsurance, insurancePlace);
}

const insurancePlace = ({ clientId, insuranceId }: Pick<ClientInsurance, "clientId" | "insuranceId">) =>
  `${clientId} ${insuranceId}`;

/** One authorization with its client and insurance, discontinued or not; undefined when there is none. */
export async function readIndexedFacts(table: OpenedTable, { clientId, authorizationId }: Ids) {
  const items = await getItems(table, [
    clientKey(clientId),
    authorizationKey(clientId, authorizationId),
    discontinuedKey(clientId, authorizationId),
  ]);
  const [client] = byId(items, "client", Client, ({ clientId }) => clientId).values();
  const [authorization] = byId(items, "authorization", Authorization, (each) => each.authorizationId).values();
  if (client === undefined || authorization === undefined) return undefined;
  const insurance = (await readInsurances(table, [authorization])).get(insurancePlace(authorization));
  return { client, authorization, insurance };
}

function byId<Schema extends Parameters<typeof fieldsOf>[1]>(
  items: readonly StoredItem[],
  kind: string,
  schema: Schema,
  idOf: (fields: ReturnType<typeof fieldsOf<Schema>>) => string,
): Map<string, ReturnType<typeof fieldsOf<Schema>>> {
  const found = items.filter((stored) => stored.kind === kind).map((stored) => fieldsOf(stored, schema));
  return new Map(found.map((fields) => [idOf(fields), fields]));
}
