import type { Authorization } from "./authorization.ts";
import type { Instant } from "./calendar.ts";
import { expirationEnteredAt } from "./expiring-alert.ts";

/** Indexes follow within it, and clocks agree. */
const momentMillis = 60_000;

/**
 * A report reads an index of expiration dates, page after page, while dates are moved. Whoever expires within its days all the
 * while is on one of the pages, by the date that it has then, and on none twice:
 *
 * - An entry of the day that the authorization has is shown.
 * - One of another day is a place that it left. It is met at its new place as well, unless that was read before it came there: if
 *   the new place lies ahead, only when it moved a moment ago; if it lies behind, when it moved since the first page was begun.
 *   Then it is shown here. So that no place is left without a trace, each stays listed for a day (`movedFrom` in
 *   `store/listing.ts`).
 *
 * What moves while pages are read may be on two of them.
 *
 * @param entry where it stands in the index
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

/** How long a place stays listed: longer than anybody takes to read a report. */
export const leftPlaceSeconds = 86_400;
