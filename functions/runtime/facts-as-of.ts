import { untouchedBalance } from "../../domain/balance.ts";
import type { CalendarDate } from "../../domain/calendar.ts";
import type { RowFacts } from "../../domain/tracker-row.ts";
import { sum, usageOf } from "../../domain/usage.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { readDaysOf } from "../../store/services.ts";
import { inParallel } from "./in-parallel.ts";

/** Authorizations whose days are read at the same time. */
const mostAtOnce = 8;
const toTheEnd = () => false;

/**
 * Rows' facts with the usage of a day: what services up to it have taken, by the day of the service, as a ledger has it. Of today and
 * later days that is the balance as it stands, and nothing is read.
 */
export async function factsAsOf(
  table: OpenedTable,
  facts: readonly RowFacts[],
  { asOf, today }: { readonly asOf: CalendarDate; readonly today: CalendarDate },
): Promise<readonly RowFacts[]> {
  if (asOf >= today) return facts;
  const used = facts.filter(({ balance }) => balance !== undefined);
  const then = await inParallel(used, mostAtOnce, toTheEnd, async (each) => {
    const days = await readDaysOf(table, each.authorization.authorizationId, { last: asOf });
    const taken = days.reduce((total, { services }) => sum(total, usageOf(services)), untouchedBalance);
    return [each, { ...each, balance: { ...each.balance, ...taken } }] as const;
  });
  const changed = new Map<RowFacts, RowFacts>(then as readonly (readonly [RowFacts, RowFacts])[]);
  return facts.map((each) => changed.get(each) ?? each);
}
