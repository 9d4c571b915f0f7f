import * as z from "zod/mini";
import { Authorization, requireCurrent } from "../domain/authorization.ts";
import { Cap } from "../domain/cap.ts";
import {
  type ClientFacts,
  type ClientRecord,
  requireReadable,
  rowFacts,
  type ShownRecord,
} from "../domain/client-record.ts";
import { DomainError } from "../domain/domain-error.ts";
import type { RowFacts } from "../domain/tracker-row.ts";
import { Unreadable, type UnreadableItem } from "../domain/unreadable.ts";
import { AuthorizationBalance } from "../domain/usage.ts";
import type { StoredItem } from "./failures.ts";
import { fieldsOf, readableOf } from "./items.ts";
import {
  byExpirationPrefix,
  closedCapKey,
  closedCapPrefix,
  discontinuedBalanceKey,
  discontinuedBalancePrefix,
  discontinuedKey,
  discontinuedPrefix,
  historyPartition,
} from "./keys.ts";
import { getItems, type OpenedTable, queryAll, queryPage } from "./opened-table.ts";
import { inPartition } from "./partition.ts";

/** A discontinued authorization with its balance and its cap once billing has closed it, as the history keeps them. */
export interface Discontinued {
  readonly authorization: Authorization;
  readonly balance: AuthorizationBalance | undefined;
  readonly cap: Cap | undefined;
}

/** Discontinued authorizations by id; an id that is not in the client's history gives none. */
export async function readDiscontinued(
  table: OpenedTable,
  clientId: string,
  authorizationIds: readonly string[],
): Promise<Map<string, Discontinued>> {
  const { discontinued, unreadable } = await readShownDiscontinued(table, clientId, authorizationIds);
  if (unreadable.length > 0) throw new Unreadable(unreadable);
  return discontinued;
}

/** The same for showing them: those that can be read, with their balances and caps, and what is left out. */
export async function readShownDiscontinued(
  table: OpenedTable,
  clientId: string,
  authorizationIds: readonly string[],
): Promise<{ readonly discontinued: Map<string, Discontinued>; readonly unreadable: readonly UnreadableItem[] }> {
  const items = await getItems(
    table,
    authorizationIds.flatMap((authorizationId) => [
      discontinuedKey(clientId, authorizationId),
      discontinuedBalanceKey(clientId, authorizationId),
      closedCapKey(clientId, authorizationId),
    ]),
  );
  const ofKind = <Schema extends z.ZodMiniType>(kind: string, schema: Schema) =>
    readableOf(
      items.filter((stored: StoredItem) => stored.kind === kind),
      schema,
    );
  const [authorizations, balances, caps] = [
    ofKind("authorization", Authorization),
    ofKind("balance", AuthorizationBalance),
    ofKind("cap", Cap),
  ];
  const unreadable = [...authorizations.unreadable, ...balances.unreadable, ...caps.unreadable];
  const lacking = new Set(unreadable.map(({ id }) => id));
  const whole = authorizations.read.filter(({ authorizationId }) => !lacking.has(authorizationId));
  const withheld = authorizations.read.filter(({ authorizationId }) => lacking.has(authorizationId));
  const balanceOf = byAuthorization(balances.read);
  const capOf = byAuthorization(caps.read);
  return {
    discontinued: new Map(
      whole.map((authorization) => {
        const { authorizationId: id } = authorization;
        return [id, { authorization, balance: balanceOf.get(id), cap: capOf.get(id) }];
      }),
    ),
    unreadable: [
      ...unreadable,
      ...withheld.map(({ authorizationId: id }) => ({ kind: "authorization", clientId, id })),
    ],
  };
}

/** One authorization with what its row is computed from, wherever it is kept. Throws NOT_FOUND. */
export async function readRowFacts(
  table: OpenedTable,
  record: ClientFacts & Partial<ShownRecord>,
  authorizationId: string,
): Promise<RowFacts> {
  requireReadable(record, authorizationId);
  const current = record.authorizations.get(authorizationId);
  if (current !== undefined) return rowFacts(record, current);
  const { clientId } = record.client;
  const discontinued = (await readDiscontinued(table, clientId, [authorizationId])).get(authorizationId);
  if (discontinued === undefined)
    throw new DomainError("NOT_FOUND", `The client ${clientId} has no authorization ${authorizationId}.`);
  return discontinuedRowFacts(record, discontinued);
}

/**
 * The row facts of a discontinued authorization. Until billing applies the discontinuation, its cap is with the client's open
 * ones.
 */
export function discontinuedRowFacts(record: ClientFacts, { authorization, balance, cap }: Discontinued): RowFacts {
  const facts = rowFacts(record, authorization);
  return { ...facts, balance, cap: cap ?? facts.cap };
}

/** Everything of one kind in a client's history. */
async function allOf<Schema extends z.ZodMiniType>(
  table: OpenedTable,
  clientId: string,
  prefix: string,
  schema: Schema,
): Promise<z.output<Schema>[]> {
  const items = await queryAll(table, inPartition(historyPartition(clientId), { prefix }));
  return items.map((stored) => fieldsOf(stored, schema));
}

const byAuthorization = <Item extends { readonly authorizationId: string }>(items: readonly Item[]) =>
  new Map(items.map((each) => [each.authorizationId, each]));

/**
 * Closed caps and discontinued balances of a client, by authorization id. To be read after the record, so that nothing which
 * moves in between is missing.
 */
export async function readClosed(table: OpenedTable, clientId: string) {
  const [caps, balances] = await Promise.all([
    allOf(table, clientId, closedCapPrefix, Cap),
    allOf(table, clientId, discontinuedBalancePrefix, AuthorizationBalance),
  ]);
  return { caps: byAuthorization(caps), balances: byAuthorization(balances) };
}

/** Closed caps and discontinued authorizations of a client, by authorization id. Also to be read after the record. */
export async function readClosedCaps(table: OpenedTable, clientId: string) {
  const [caps, authorizations] = await Promise.all([
    allOf(table, clientId, closedCapPrefix, Cap),
    allOf(table, clientId, discontinuedPrefix, Authorization),
  ]);
  return { caps: byAuthorization(caps), authorizations: byAuthorization(authorizations) };
}

/** An authorization that can still be changed. Throws ALREADY_DISCONTINUED for one in the history, NOT_FOUND for none. */
export async function readCurrent(
  table: OpenedTable,
  record: ClientRecord,
  authorizationId: string,
): Promise<Authorization> {
  const { authorization } = await readRowFacts(table, record, authorizationId);
  requireCurrent(authorization);
  return authorization;
}

const HistoryEntry = z.strictObject({ authorizationId: z.string(), expirationDate: z.string() });
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** Ids of all discontinued authorizations of a client, what expired first first. */
export async function discontinuedIds(table: OpenedTable, clientId: string): Promise<string[]> {
  const entries = await allOf(table, clientId, byExpirationPrefix, HistoryEntry);
  return entries.map(({ authorizationId }) => authorizationId);
}

/** Ids of discontinued authorizations, newest expiration first, from before `before` ("expiration date#id") on. */
export async function readHistoryEntries(
  table: OpenedTable,
  clientId: string,
  page: { limit: number; before: string | undefined },
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly unreadable: readonly UnreadableItem[] }> {
  const { items } = await queryPage(table, {
    ...inPartition(historyPartition(clientId), {
      first: byExpirationPrefix,
      last: `${byExpirationPrefix}${page.before ?? "~"}`,
    }),
    ScanIndexForward: false,
    Limit: page.limit,
  });
  const { read, unreadable } = readableOf(items, HistoryEntry);
  return {
    entries: read.filter((entry) => `${entry.expirationDate}#${entry.authorizationId}` !== page.before),
    unreadable,
  };
}
