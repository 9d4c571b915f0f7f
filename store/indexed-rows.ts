import { Authorization } from "../domain/authorization.ts";
import { Cap } from "../domain/cap.ts";
import { Client } from "../domain/client.ts";
import { ClientInsurance } from "../domain/client-insurance.ts";
import type { RowFacts } from "../domain/tracker-row.ts";
import { Unreadable, type UnreadableItem } from "../domain/unreadable.ts";
import { AuthorizationBalance } from "../domain/usage.ts";
import type { StoredItem } from "./failures.ts";
import { type fieldsOf, readableOf } from "./items.ts";
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

/** Rows that can be shown, and what is left out since it, or what belongs to it, can't be read. */
export interface IndexedRows<Entry> {
  readonly rows: readonly IndexedRow<Entry>[];
  readonly unreadable: readonly UnreadableItem[];
}

/**
 * Reads the authorizations of index entries, consistently, with all their row facts, in the order given. One that was
 * discontinued meanwhile is left out. Costs four or five items each.
 */
export async function readIndexedRows<Entry extends Ids>(
  table: OpenedTable,
  entries: readonly Entry[],
): Promise<IndexedRows<Entry>> {
  const clientIds = new Set(entries.map(({ clientId }) => clientId));
  const items = await getItems(table, [
    ...entries.flatMap(({ clientId, authorizationId }) => [
      authorizationKey(clientId, authorizationId),
      balanceKey(clientId, authorizationId),
      capKey(clientId, authorizationId),
    ]),
    ...[...clientIds].map(clientKey),
  ]);
  const unreadable: UnreadableItem[] = [];
  const clients = byId(items, "client", Client, ({ clientId }) => clientId, unreadable);
  const authorizations = byId(items, "authorization", Authorization, (each) => each.authorizationId, unreadable);
  const balances = byId(items, "balance", AuthorizationBalance, ({ authorizationId }) => authorizationId, unreadable);
  const caps = byId(items, "cap", Cap, ({ authorizationId }) => authorizationId, unreadable);
  const insurances = await readInsurances(table, [...authorizations.values()], unreadable);
  const lacking = new Set(unreadable.map(({ kind, clientId, id }) => `${kind} ${clientId} ${id}`));
  const rows = entries.flatMap((entry) => {
    const { clientId, authorizationId } = entry;
    const authorization = authorizations.get(authorizationId);
    if (authorization === undefined) return [];
    const needed = [
      `client ${clientId} ${clientId}`,
      `balance ${clientId} ${authorizationId}`,
      `cap ${clientId} ${authorizationId}`,
      `insurance ${clientId} ${authorization.insuranceId}`,
    ];
    if (needed.some((each) => lacking.has(each))) {
      unreadable.push({ kind: "authorization", clientId, id: authorizationId });
      return [];
    }
    const client = clients.get(clientId);
    if (client === undefined) throw new Error(`The authorization ${authorizationId} is of no client ${clientId}.`);
    const insurance = insurances.get(insurancePlace(authorization));
    const facts = { authorization, insurance, balance: balances.get(authorizationId), cap: caps.get(authorizationId) };
    return [{ entry, client, facts }];
  });
  return { rows, unreadable };
}

async function readInsurances(
  table: OpenedTable,
  authorizations: readonly Authorization[],
  unreadable?: UnreadableItem[],
) {
  const keys = new Map(
    authorizations.map((each) => [insurancePlace(each), insuranceKey(each.clientId, each.insuranceId)] as const),
  );
  return byId(await getItems(table, [...keys.values()]), "insurance", ClientInsurance, insurancePlace, unreadable);
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

/** Without a list for them, what can't be read is thrown. */
function byId<Schema extends Parameters<typeof fieldsOf>[1]>(
  items: readonly StoredItem[],
  kind: string,
  schema: Schema,
  idOf: (fields: ReturnType<typeof fieldsOf<Schema>>) => string,
  unreadable?: UnreadableItem[],
): Map<string, ReturnType<typeof fieldsOf<Schema>>> {
  const found = readableOf(
    items.filter((stored) => stored.kind === kind),
    schema,
  );
  if (unreadable === undefined && found.unreadable.length > 0) throw new Unreadable(found.unreadable);
  unreadable?.push(...found.unreadable);
  return new Map(found.read.map((fields) => [idOf(fields), fields]));
}
