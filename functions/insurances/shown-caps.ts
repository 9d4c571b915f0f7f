import { untouchedBalance } from "../../domain/balance.ts";
import { capWithUsage } from "../../domain/cap.ts";
import type { ClientRecord } from "../../store/client-record.ts";

/** The caps of one insurance, what expires first first. */
export function shownCaps(record: ClientRecord, insuranceId: string) {
  return [...record.caps.values()]
    .filter((cap) => cap.insuranceId === insuranceId)
    .sort((a, b) => (`${a.expirationDate}${a.authorizationId}` < `${b.expirationDate}${b.authorizationId}` ? -1 : 1))
    .map((cap) => capWithUsage(cap, untouchedBalance));
}
