import type { CalendarDate } from "../domain/calendar.ts";
import { type AuthorizationBalance, Movement } from "../domain/usage.ts";
import { ChangedMeanwhile } from "./failures.ts";
import { fieldsOf } from "./items.ts";
import { balanceKey, discontinuedBalanceKey, movementKey, movementPrefix, usagePartition } from "./keys.ts";
import { getItems, type OpenedTable, queryPage } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { table as attributes } from "./table.ts";

/** The place after all movements up to this version of the balance, and before all later ones. */
export const placeBehind = (balanceVersion: number) => movementPlace({ ...movementKey("", balanceVersion + 1, "") });

const movementPlace = (stored: Record<string, unknown>) =>
  String(stored[attributes.sortKey]).slice(movementPrefix.length);

interface MovementPage {
  readonly limit: number;
  /** The place of its first movement, or one right before it. */
  readonly from: string;
  /** Only those of services until this day. */
  readonly until: CalendarDate | undefined;
}

/** Movements of services until a day may be anywhere among the others: so many are read at once. */
const lookedAtOnce = 250;

/** Movements of a balance, newest first, and the place of the one that follows them. */
export async function readMovements(
  table: OpenedTable,
  authorizationId: string,
  { limit, from, until }: MovementPage,
): Promise<{ movements: Movement[]; next: string | null }> {
  const found: { place: string; movement: Movement }[] = [];
  const range = { first: movementPrefix, last: `${movementPrefix}${from}` };
  const query = inPartition(usagePartition(authorizationId), range);
  let start: Record<string, unknown> | undefined;
  do {
    const { items, lastKey } = await queryPage(table, {
      ...query,
      ...(until !== undefined && {
        FilterExpression: "#serviceDate <= :until",
        ExpressionAttributeNames: { ...query.ExpressionAttributeNames, "#serviceDate": "serviceDate" },
        ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ":until": until },
      }),
      ScanIndexForward: false,
      // One more than the page: the next one begins there.
      Limit: until === undefined ? limit + 1 : lookedAtOnce,
      ExclusiveStartKey: start,
    });
    for (const stored of items) found.push({ place: movementPlace(stored), movement: fieldsOf(stored, Movement) });
    start = lastKey;
  } while (found.length <= limit && start !== undefined);
  return { movements: found.slice(0, limit).map(({ movement }) => movement), next: found[limit]?.place ?? null };
}

/** Throws ChangedMeanwhile unless these balances of a client, discontinued or not, are still as they were read. */
export async function requireBalances(
  table: OpenedTable,
  clientId: string,
  balances: readonly AuthorizationBalance[],
): Promise<void> {
  const stored = await getItems(
    table,
    balances.flatMap(({ authorizationId }) => [
      balanceKey(clientId, authorizationId),
      discontinuedBalanceKey(clientId, authorizationId),
    ]),
  );
  const versions = new Set(stored.map(({ authorizationId, version }) => `${authorizationId} ${version}`));
  if (balances.some(({ authorizationId, version }) => !versions.has(`${authorizationId} ${version}`)))
    throw new ChangedMeanwhile();
}
