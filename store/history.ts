import * as z from "zod/mini";
import { Authorization, requireCurrent } from "../domain/authorization.ts";
import { Cap } from "../domain/cap.ts";
import { type ClientRecord, rowFacts } from "../domain/client-record.ts";
import { DomainError } from "../domain/domain-error.ts";
import type { RowFacts } from "../domain/tracker-row.ts";
import { AuthorizationBalance } from "../domain/usage.ts";
import type { StoredItem } from "./failures.ts";
import { fieldsOf } from "./items.ts";
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
  const items = await getItems(
    table,
    authorizationIds.flatMap((authorizationId) => [
      discontinuedKey(clientId, authorizationId),
      discontinuedBalanceKey(clientId, authorizationId),
      closedCapKey(clientId, authorizationId),
    ]),
  );
  const ofKind = (kind: string) => items.filter((stored: StoredItem) => stored.kind === kind);
  const balances = ofKind("balance").map((stored) => fieldsOf(stored, AuthorizationBalance));
  const caps = ofKind("cap").map((stored) => fieldsOf(stored, Cap));
  return new Map(
    ofKind("authorization")
      .map((stored) => fieldsOf(stored, Authorization))
      .map((authorization) => {
        const { authorizationId } = authorization;
        const balance = balances.find((each) => each.authorizationId === authorizationId);
        const cap = caps.find((each) => each.authorizationId === authorizationId);
        return [authorizationId, { authorization, balance, cap }];
      }),
  );
}

/** One authorization with what its row is computed from, wherever it is kept. Throws NOT_FOUND. */
export async function readRowFacts(
  table: OpenedTable,
  record: ClientRecord,
  authorizationId: string,
): Promise<RowFacts> {
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
export function discontinuedRowFacts(record: ClientRecord, { authorization, balance, cap }: Discontinued): RowFacts {
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
): Promise<HistoryEntry[]> {
  const { items } = await queryPage(table, {
    ...inPartition(historyPartition(clientId), {
      first: byExpirationPrefix,
      last: `${byExpirationPrefix}${page.before ?? "~"}`,
    }),
    ScanIndexForward: false,
    Limit: page.limit,
  });
  return items
    .map((stored) => fieldsOf(stored, HistoryEntry))
    .filter((entry) => `${entry.expirationDate}#${entry.authorizationId}` !== page.before);
}
