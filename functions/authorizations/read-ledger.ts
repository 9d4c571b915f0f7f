import * as z from "zod/mini";
import * as contract from "../../api/authorizations.ts";
import { type Balance, quantitiesLeft, untouchedBalance } from "../../domain/balance.ts";
import { balanceOf, difference } from "../../domain/usage.ts";
import { readShownRecord } from "../../store/client-record.ts";
import { readRowFacts } from "../../store/history.ts";
import { placeBehind, readMovements } from "../../store/ledger.ts";
import { untilStored } from "../../store/opened-table.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { pageSize } from "../runtime/paging.ts";
import type { HttpServices, WithCursors } from "../runtime/services.ts";
import { factsUntil } from "../tracker/facts-as-of.ts";

/**
 * A page costs only its own movements: the balance before them is the one after them less what they add, and the cursor carries
 * it on. Movements stand in the order in which they were written, so none comes between two others later.
 */
export const readLedger = handles(
  contract.readLedger,
  ({ path, query, actor }, { table, cursorsOf }: HttpServices & WithCursors) =>
    untilStored(table, async () => {
      const { clientId, authorizationId } = path;
      const { asOf } = query;
      const cursors = cursorsOf(actor, "ledger", { clientId, authorizationId, asOf });
      const now = await readRowFacts(table, await readShownRecord(table, clientId), authorizationId);
      // With `asOf`, even of today or later, by the days of service: those still to come are not in it.
      const [facts = now] = asOf === undefined ? [] : await factsUntil(table, clientId, [now], asOf);
      const { authorization, balance = { ...untouchedBalance, version: 0 } } = facts;
      const edge = cursors.readPlace(query.cursor, edgeIn) ?? { from: placeBehind(balance.version), balance };
      const page = { limit: pageSize(query.limit), from: edge.from, until: asOf };
      const { movements, next } = await readMovements(table, authorizationId, page);
      const before = difference(edge.balance, balanceOf(movements));
      return ok({
        items: movements,
        nextCursor: next === null ? null : cursors.at(edgeText({ from: next, balance: before })),
        balance: quantitiesLeft(authorization, balance),
        balanceBefore: quantitiesLeft(authorization, before),
      });
    }),
);

/** The place of a page's first movement, and the balance after it. */
interface Edge {
  readonly from: string;
  readonly balance: Balance;
}

function edgeText({ from, balance: { unitsUsed, unitsScheduled, visitsUsed, visitsScheduled } }: Edge): string {
  return [from, unitsUsed, unitsScheduled, visitsUsed, visitsScheduled].join(" ");
}

const amount = z.coerce.number().check(z.int());
const EdgeParts = z.tuple([z.string(), amount, amount, amount, amount]);

function edgeIn(after: string): Edge | null {
  const parsed = EdgeParts.safeParse(after.split(" "));
  if (!parsed.success) return null;
  const [from, unitsUsed, unitsScheduled, visitsUsed, visitsScheduled] = parsed.data;
  return { from, balance: { unitsUsed, unitsScheduled, visitsUsed, visitsScheduled } };
}
