import * as z from "zod/mini";
import type { AuditEntry } from "./audit.ts";
import { addDays, addYears, CalendarDate, type Instant } from "./calendar.ts";
import type { Client } from "./client.ts";
import type { ClientRecord } from "./client-record.ts";
import { ClientId } from "./id.ts";

/** From the day on which a client is listed as due a person has so many days to look before anything is deleted. */
const noticeDays = 30;

/** A client whose record has been kept as long as the agency keeps records. */
export const DueClient = z.strictObject({
  clientId: ClientId,
  /** The last day on which anything was true, done or entered. */
  lastDate: CalendarDate,
  listedOn: CalendarDate,
});
export type DueClient = z.infer<typeof DueClient>;

/** The first day on which a client that was listed may be deleted. */
export const deletedFrom = ({ listedOn }: Pick<DueClient, "listedOn">): CalendarDate => addDays(listedOn, noticeDays);

/** Nobody's record is deleted who is cared for, has something open, or is on hold. */
export function mayBeDeleted({ client, authorizations }: Pick<ClientRecord, "client" | "authorizations">): boolean {
  return isOver(client) && authorizations.size === 0;
}

/** The same as far as the client alone tells. */
export const isOver = ({ status, isOnLegalHold }: Client): boolean => status === "INACTIVE" && !isOnLegalHold;

/** What a record's age is counted from. */
interface Dated {
  readonly expirationDates: readonly CalendarDate[];
  readonly serviceDates: readonly CalendarDate[];
  readonly disclosureDates: readonly CalendarDate[];
  readonly changes: readonly Pick<AuditEntry, "at">[];
}

/** The last of all days of a record. Without any there is nothing to count from, and so no day. */
export function lastDateOf(
  { expirationDates, serviceDates, disclosureDates, changes }: Dated,
  dayOf: (at: Instant) => CalendarDate,
): CalendarDate | undefined {
  const days = [...expirationDates, ...serviceDates, ...disclosureDates, ...changes.map(({ at }) => dayOf(at))];
  return days.reduce<CalendarDate | undefined>(
    (last, day) => (last === undefined || day > last ? day : last),
    undefined,
  );
}

/** Whether so many years have passed since a day: the day itself, so many years later, has still to be kept. */
export const isPast = (lastDate: CalendarDate, years: number, today: CalendarDate): boolean =>
  addYears(lastDate, years) < today;

/** A walk over all clients: how far it has come, so that the next run goes on from there. */
export const RetentionPass = z.strictObject({
  /** The agency's day on which it began. */
  day: CalendarDate,
  /** The last client that was looked at; absent before the first. */
  afterClientId: z.exactOptional(ClientId),
  isComplete: z.boolean(),
});
export type RetentionPass = z.infer<typeof RetentionPass>;
