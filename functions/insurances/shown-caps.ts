import { untouchedBalance } from "../../domain/balance.ts";
import { shownCap } from "../../domain/cap.ts";
import type { ClientRecord } from "../../store/client-record.ts";

/** The caps of one insurance, what expires first first. */
export function shownCaps(record: ClientRecord, insuranceId: string) {
  return [...record.caps.values()]
    .filter((cap) => cap.confirmed?.insuranceId === insuranceId)
    .flatMap((cap) => shownCap(cap, record.balances.get(cap.authorizationId) ?? untouchedBalance) ?? [])
    .sort((a, b) => (`${a.expirationDate}${a.authorizationId}` < `${b.expirationDate}${b.authorizationId}` ? -1 : 1));
}
