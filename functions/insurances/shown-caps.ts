import { untouchedBalance } from "../../domain/balance.ts";
import { shownCap } from "../../domain/cap.ts";
import type { ClientRecord } from "../../domain/client-record.ts";
import { readClosed } from "../../store/history.ts";
import type { OpenedTable } from "../../store/opened-table.ts";

/** The caps of one insurance, open and closed, what expires first first. */
export async function shownCaps(table: OpenedTable, record: ClientRecord, insuranceId: string) {
  const closed = await readClosed(table, record.client.clientId);
  const balances = new Map([...record.balances, ...closed.balances]);
  return [...new Map([...record.caps, ...closed.caps]).values()]
    .filter((cap) => cap.confirmed?.insuranceId === insuranceId)
    .flatMap((cap) => shownCap(cap, balances.get(cap.authorizationId) ?? untouchedBalance) ?? [])
    .sort((a, b) => (`${a.expirationDate}${a.authorizationId}` < `${b.expirationDate}${b.authorizationId}` ? -1 : 1));
}
