import type { Authorization } from "./authorization.ts";
import type { Instant } from "./calendar.ts";
import { expirationEnteredAt } from "./expiring-alert.ts";

/** Within this time an index follows the table, and clocks agree. */
const momentMillis = 60_000;

/**
 * Whether a report shows an authorization at this entry of the index. A report reads the index of expiration dates page after
 * page while dates are moved. An authorization that expires within the report's days all the while has to be on one page, and on
 * none twice:
 *
 * - At the entry of its current date it is shown.
 * - An entry of another date is a place that it has left. It is shown there only if its new place was read before it came there.
 *   If the new place lies ahead, that is so only if it moved a moment ago; if it lies behind, if it moved since the first page
 *   was begun. For this, a left place stays in the index for a day (`movedFrom` in `store/listing.ts`).
 *
 * An authorization that moves while pages are read may be on two of them.
 *
 * @param reading when the first page was begun, and the time now
 */
export function isShownAt(
  authorization: Pick<Authorization, "expirationDate" | "expirationDateSince" | "createdAt">,
  entry: { readonly expirationDate: string },
  reading: { readonly begunAt: Instant; readonly now: Date },
): boolean {
  const { expirationDate } = authorization;
  if (expirationDate === entry.expirationDate) return true;
  const readAt = expirationDate > entry.expirationDate ? reading.now.getTime() : Date.parse(reading.begunAt);
  return Date.parse(expirationEnteredAt(authorization)) >= readAt - momentMillis;
}

/** How long a left place stays in the index: longer than anybody takes to read a report. */
export const leftPlaceSeconds = 86_400;
