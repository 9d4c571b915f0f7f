import * as z from "zod/mini";
import { CalendarDate, Instant, isWithin } from "../../domain/calendar.ts";
import { AuthorizationId, ClientId } from "../../domain/id.ts";

const ids = [ClientId, AuthorizationId] as const;
const ByDay = z.tuple([CalendarDate, ...ids, Instant]);
const ByInstant = z.tuple([Instant, ...ids]);

/**
 * The place where a page ended, from its cursor: ids and a day or an instant, no name, since cursors are in URLs. Null: it is not
 * such a place, or not in the window.
 */
export function dayPlaceIn(after: string, window: { readonly first: CalendarDate; readonly last: CalendarDate }) {
  const parsed = ByDay.safeParse(after.split("#"));
  if (!parsed.success || !isWithin(parsed.data[0], window.first, window.last)) return null;
  const [expirationDate, clientId, authorizationId, begunAt] = parsed.data;
  return { expirationDate, clientId, authorizationId, begunAt };
}

export function instantPlaceIn(after: string) {
  const parsed = ByInstant.safeParse(after.split("#"));
  if (!parsed.success) return null;
  const [createdAt, clientId, authorizationId] = parsed.data;
  return { createdAt, clientId, authorizationId };
}
