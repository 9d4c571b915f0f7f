import * as z from "zod/mini";
import * as contract from "../../api/authorizations.ts";
import type { Authorization } from "../../domain/authorization.ts";
import { amounts, Balance, untouchedBalance } from "../../domain/balance.ts";
import type { CalendarDate } from "../../domain/calendar.ts";
import { balanceOf, difference } from "../../domain/usage.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { readRowFacts } from "../../store/history.ts";
import { type OpenedTable, untilStored } from "../../store/opened-table.ts";
import { type PlacedMovement, placeBehind, readMovements } from "../../store/services.ts";
import { factsAsOf } from "../runtime/facts-as-of.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { cursorText, pageSize, startAfterPlace } from "../runtime/paging.ts";
import type { HttpServices } from "../runtime/services.ts";

/**
 * A page of the ledger. Where it begins, the balance is known: the whole one, or what the cursor of the page before says. What is
 * written meanwhile comes behind all that a cursor has to follow, so a page costs no more than its own movements.
 */
export const readLedger = handles(contract.readLedger, async ({ path, query, today }, { table }: HttpServices) => {
  const { asOf } = query;
  const limit = pageSize(query.limit);
  const thisQuery = `ledger ${path.clientId} ${path.authorizationId} ${asOf ?? ""}`;
  const start = startAfterPlace(query.cursor, thisQuery, edgeIn);
  const { authorization, newest } = await newestEdge(table, path, asOf === undefined ? undefined : { asOf, today });
  const edge = start ?? newest;
  const { items, last, isLast } = await movementsBefore(table, path.authorizationId, { edge, limit, asOf });
  const balance = difference(edge.balance, balanceOf(items));
  return ok({
    items,
    balance: shown(authorization, newest.balance),
    balanceBefore: shown(authorization, balance),
    nextCursor: isLast ? null : cursorText(textOf({ place: last, balance }), thisQuery),
  });
});

/** Behind which movement a page begins, and the balance there. */
interface Edge {
  readonly place: string;
  readonly balance: Balance;
}

const EdgeText = z.tuple([z.string(), z.int(), z.int(), z.int(), z.int()]);

function textOf({ place, balance: { unitsUsed, unitsScheduled, visitsUsed, visitsScheduled } }: Edge): string {
  return JSON.stringify([place, unitsUsed, unitsScheduled, visitsUsed, visitsScheduled]);
}

function edgeIn(text: string): Edge | null {
  try {
    const [place, unitsUsed, unitsScheduled, visitsUsed, visitsScheduled] = EdgeText.parse(JSON.parse(text));
    const balance = Balance.safeParse({ unitsUsed, unitsScheduled, visitsUsed, visitsScheduled });
    return balance.success ? { place, balance: balance.data } : null;
  } catch {
    return null;
  }
}

interface AsOf {
  readonly asOf: CalendarDate;
  readonly today: CalendarDate;
}

/** The authorization, and the end of its ledger as of a day. */
function newestEdge(
  table: OpenedTable,
  { clientId, authorizationId }: { readonly clientId: string; readonly authorizationId: string },
  day: AsOf | undefined,
): Promise<{ authorization: Authorization; newest: Edge }> {
  const read = async () => {
    const facts = await readRowFacts(table, await readClientRecord(table, clientId), authorizationId);
    const { balance = untouchedBalance } = facts;
    return { facts, balance, version: Number("version" in balance ? balance.version : 0) };
  };
  return untilStored(table, async () => {
    const { facts, balance, version } = await read();
    const { authorization } = facts;
    const edge = (of: Balance): Edge => ({ place: placeBehind(version), balance: of });
    if (day === undefined) return { authorization, newest: edge(balance) };
    // Also of today and later days by the days themselves: services of days to come are not in it.
    const [then] = await factsAsOf(table, [facts], { ...day, today: dayAfterAll });
    if ((await read()).version !== version) throw new ChangedMeanwhile();
    return { authorization, newest: edge(then?.balance ?? untouchedBalance) };
  });
}

const dayAfterAll = "9999-12-31";

/** Pages of the store that one page of a ledger reads at the most: with `asOf` few of its movements may be meant. */
const mostReads = 10;

async function movementsBefore(
  table: OpenedTable,
  authorizationId: string,
  { edge, limit, asOf }: { readonly edge: Edge; readonly limit: number; readonly asOf: CalendarDate | undefined },
) {
  const found: PlacedMovement[] = [];
  let last = edge.place;
  let isLast = false;
  for (let reads = 0; reads < mostReads && found.length < limit && !isLast; reads++) {
    const page = await readMovements(table, authorizationId, { before: last, limit: limit - found.length });
    found.push(...page.movements.filter(({ movement }) => asOf === undefined || movement.serviceDate <= asOf));
    last = page.movements.at(-1)?.place ?? last;
    isLast = page.isLast;
  }
  return { items: found.map(({ movement }) => movement), last, isLast };
}

function shown({ authUnits, authVisits }: Authorization, balance: Balance) {
  return {
    units: amounts(authUnits, balance.unitsUsed, balance.unitsScheduled),
    visits: amounts(authVisits, balance.visitsUsed, balance.visitsScheduled),
  };
}
