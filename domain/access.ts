import * as z from "zod/mini";
import { addYears, CalendarDate, dayIn, hourIn, Instant } from "./calendar.ts";
import { ClientId, UserId } from "./id.ts";

/**
 * That a user was told of a client on a day of the agency: in which of its hours, and by which operations. Both sets only grow, so
 * a log line that is delivered twice, or late, leaves the same.
 */
export const Access = z.strictObject({
  clientId: ClientId,
  userId: UserId,
  day: CalendarDate,
  hours: z.set(z.string()),
  operations: z.set(z.string()),
});
export type Access = z.infer<typeof Access>;

/** HIPAA's documentation is kept six years (45 CFR 164.316(b)(2)). */
const keptYears = 6;

/** The first moment at which an access need not be kept any more. A day more than six years, whatever the time zone. */
export function accessKeptUntil(day: CalendarDate): Date {
  return new Date(Date.parse(`${addYears(day, keptYears)}T00:00:00Z`) + 2 * 86_400_000);
}

/**
 * A log line of a request by which a user was told of clients: of the one in its path, or of those that a list, a search or a
 * report told of. A refused request told of nobody.
 */
const AccessLine = z.object({
  time: Instant,
  userId: UserId,
  operationId: z.string(),
  status: z.int().check(z.lte(299)),
  // Written by ourselves: an id that could no longer be entered is told of as well.
  clientId: z.optional(z.string()),
  clientIds: z._default(z.array(z.string()), []),
});

/** The accesses that log lines tell of, each user, client and day once. Lines of anything else tell of none. */
export function accessesIn(lines: readonly unknown[], timeZone: string): Access[] {
  const accesses = new Map<string, Access>();
  for (const line of lines) {
    const { data } = AccessLine.safeParse(line);
    if (data === undefined) continue;
    const { userId, operationId, clientId, clientIds } = data;
    const at = new Date(data.time);
    const day = dayIn(timeZone, at);
    for (const each of new Set(clientId === undefined ? clientIds : [clientId, ...clientIds])) {
      const place = JSON.stringify([userId, day, each]);
      const access = accesses.get(place) ?? { clientId: each, userId, day, hours: new Set(), operations: new Set() };
      access.hours.add(hourIn(timeZone, at));
      access.operations.add(operationId);
      accesses.set(place, access);
    }
  }
  return [...accesses.values()];
}
