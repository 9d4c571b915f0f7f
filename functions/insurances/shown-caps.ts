import { untouchedBalance } from "../../domain/balance.ts";
import { shownCap } from "../../domain/cap.ts";
import type { ShownRecord } from "../../domain/client-record.ts";
import { readClosed } from "../../store/history.ts";
import type { OpenedTable } from "../../store/opened-table.ts";

/** The caps of one insurance, open and closed, what expires first first. Without its balance a cap would seem unused. */
export async function shownCaps(table: OpenedTable, record: ShownRecord, insuranceId: string) {
  const closed = await readClosed(table, record.client.clientId);
  const balances = new Map([...record.balances, ...closed.balances]);
  const unread = new Set(record.unreadable.flatMap(({ kind, id }) => (kind === "balance" ? [id] : [])));
  return [...new Map([...record.caps, ...closed.caps]).values()]
    .filter((cap) => cap.confirmed?.insuranceId === insuranceId && !unread.has(cap.authorizationId))
    .flatMap((cap) => shownCap(cap, balances.get(cap.authorizationId) ?? untouchedBalance) ?? [])
    .sort((a, b) => (`${a.expirationDate}${a.authorizationId}` < `${b.expirationDate}${b.authorizationId}` ? -1 : 1));
}
