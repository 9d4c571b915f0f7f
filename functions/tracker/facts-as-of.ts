import { untouchedBalance } from "../../domain/balance.ts";
import type { CalendarDate } from "../../domain/calendar.ts";
import type { RowFacts } from "../../domain/tracker-row.ts";
import { sum, usageOf } from "../../domain/usage.ts";
import { requireBalances } from "../../store/ledger.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { readDaysOf } from "../../store/services.ts";
import { inParallel } from "../runtime/in-parallel.ts";

/** Authorizations whose days are read at the same time. */
const mostAtOnce = 8;
/**
 * Facts of a client's rows with the usage of a day. For today and later days that is the current balance, and nothing is read.
 */
export async function factsAsOf(
  table: OpenedTable,
  clientId: string,
  facts: readonly RowFacts[],
  { asOf, today }: { readonly asOf: CalendarDate; readonly today: CalendarDate },
): Promise<readonly RowFacts[]> {
  return asOf >= today ? facts : factsUntil(table, clientId, facts, asOf);
}

/**
 * Facts of a client's rows with the usage up to a day, by the day of the service, as a ledger has it. Throws ChangedMeanwhile if
 * a service was posted meanwhile, since some days would be from before it and some from after it.
 */
export async function factsUntil(
  table: OpenedTable,
  clientId: string,
  facts: readonly RowFacts[],
  last: CalendarDate,
): Promise<RowFacts[]> {
  const balances = facts.flatMap(({ balance }) => balance ?? []);
  const then = await inParallel(balances, mostAtOnce, async (balance) => {
    const days = await readDaysOf(table, balance.authorizationId, { last });
    const taken = days.reduce((total, { services }) => sum(total, usageOf(services)), untouchedBalance);
    return [balance.authorizationId, { ...balance, ...taken }] as const;
  });
  await requireBalances(table, clientId, balances);
  const byAuthorization = new Map(then);
  return facts.map((each) => ({ ...each, balance: byAuthorization.get(each.authorization.authorizationId) }));
}
