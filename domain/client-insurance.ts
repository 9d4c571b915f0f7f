import * as z from "zod/mini";
import { CalendarDate } from "./calendar.ts";
import type { Payer } from "./catalog.ts";
import { Address, type Client } from "./client.ts";
import { DomainError, refusedField } from "./domain-error.ts";
import { asStored } from "./entry-rules.ts";
import { ClientId, InsuranceId, PayerId, UserId, Version } from "./id.ts";
import { shortText } from "./text.ts";
import { nextVersion } from "./versioned.ts";

/** Whose insurance it is: the person whom the payer knows under the subscriber number. */
export const Subscriber = z
  .strictObject({
    relationship: shortText(50).check(
      z.meta({ description: "What the client is to the subscriber, such as SELF, SPOUSE, CHILD." }),
    ),
    firstName: shortText(100),
    middleName: z.exactOptional(shortText(100)),
    lastName: shortText(100),
    dateOfBirth: z.exactOptional(CalendarDate),
    address: z.exactOptional(Address),
  })
  .register(z.globalRegistry, { id: "Subscriber" });
export type Subscriber = z.infer<typeof Subscriber>;

const Priority = z
  .int()
  .check(z.minimum(1), z.maximum(99), z.meta({ description: "1 = primary. No two active insurances share one." }));

/** A client's insurance with one payer. */
export const ClientInsurance = z.strictObject({
  insuranceId: InsuranceId,
  clientId: ClientId,
  payerId: PayerId,
  priority: Priority,
  status: z.enum(["ACTIVE", "INACTIVE"]),
  subscriberNumber: shortText(50),
  groupNumber: z.exactOptional(shortText(50)),
  effectiveDate: z.exactOptional(
    CalendarDate.check(z.meta({ description: "From 1900-01-01 to 2100-12-31; absent: since ever." })),
  ),
  expirationDate: z.exactOptional(
    CalendarDate.check(z.meta({ description: "Included. From 1900-01-01 to 2100-12-31; absent: it does not end." })),
  ),
  priorAuthsRequired: z.boolean(),
  source: z
    .enum(["PAYER_DEFAULT", "EXPLICIT"])
    .check(z.meta({ description: "Where the prior auths required mark came from." })),
  subscriber: z.exactOptional(Subscriber),
  /** Who made this version. */
  updatedBy: z.exactOptional(UserId),
  version: Version,
});
export type ClientInsurance = z.infer<typeof ClientInsurance>;

/** The payer's default fills the mark when none is given; a value given for the client wins. */
export function priorAuthsMark(
  given: boolean | undefined,
  payer: Payer,
): Pick<ClientInsurance, "priorAuthsRequired" | "source"> {
  return given === undefined
    ? { priorAuthsRequired: payer.priorAuthsRequired, source: "PAYER_DEFAULT" }
    : { priorAuthsRequired: given, source: "EXPLICIT" };
}

/** "Populate from client": the client's own data, over which anything given explicitly wins. */
export function subscriberFromClient(client: Client, given: Subscriber | undefined): Subscriber {
  const { firstName, middleName, lastName, dateOfBirth, address } = client;
  return {
    relationship: "SELF",
    firstName,
    ...(middleName !== undefined && { middleName }),
    lastName,
    dateOfBirth,
    ...(address !== undefined && { address }),
    ...given,
  };
}

type Nullable<Fields> = { [Field in keyof Fields]?: Fields[Field] | null | undefined };

/** What may be changed of a client insurance; null clears an optional field. */
export type InsuranceChange = Nullable<
  Omit<ClientInsurance, "insuranceId" | "clientId" | "source" | "updatedBy" | "version"> & {
    populateSubscriberFromClient: true;
    swapPriority: true;
  }
>;

/**
 * The insurance after a change, or `previous` itself when nothing changes. A mark that is given, even the same one, is the
 * client's own from then on.
 */
export function changedInsurance(previous: ClientInsurance, change: InsuranceChange, client: Client): ClientInsurance {
  const { populateSubscriberFromClient, swapPriority: _, ...fields } = change;
  const subscriber = populateSubscriberFromClient
    ? subscriberFromClient(client, fields.subscriber ?? undefined)
    : fields.subscriber;
  const merged: Record<string, unknown> = {
    ...previous,
    ...fields,
    ...(subscriber !== undefined && { subscriber }),
    ...(fields.priorAuthsRequired !== undefined && { source: "EXPLICIT" }),
  };
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  return nextVersion(previous, asStored(ClientInsurance, kept));
}

/** Refuses a window that ends before it starts; either end may be open. */
export function requireDatesInOrder(dates: { effectiveDate?: string; expirationDate?: string }): void {
  if (dates.effectiveDate === undefined || dates.expirationDate === undefined) return;
  if (dates.expirationDate < dates.effectiveDate)
    throw refusedField(
      "EXPIRATION_BEFORE_EFFECTIVE",
      `The expiration date ${dates.expirationDate} is before the effective date ${dates.effectiveDate}.`,
      "/expirationDate",
      `must not be before ${dates.effectiveDate}`,
    );
}

/** Whether an insurance pays for a day: while it is active and within its own dates, both ends included; open where there is none. */
export function isInForce(
  { status, effectiveDate, expirationDate }: Pick<ClientInsurance, "status" | "effectiveDate" | "expirationDate">,
  day: CalendarDate,
): boolean {
  return (
    status === "ACTIVE" &&
    (effectiveDate === undefined || effectiveDate <= day) &&
    (expirationDate === undefined || day <= expirationDate)
  );
}

/** Whether all days of an authorization are within its insurance's own dates. */
export function coversDates(
  insurance: Pick<ClientInsurance, "effectiveDate" | "expirationDate">,
  { effectiveDate, expirationDate }: { readonly effectiveDate: CalendarDate; readonly expirationDate: CalendarDate },
): boolean {
  const { effectiveDate: first = effectiveDate, expirationDate: last = expirationDate } = insurance;
  return first <= effectiveDate && expirationDate <= last;
}

/** Whether the tracker appears for a client: one insurance that is in force requires prior auths. */
export function trackerVisible(insurances: readonly ClientInsurance[], asOf: CalendarDate): boolean {
  return insurances.some((insurance) => insurance.priorAuthsRequired && isInForce(insurance, asOf));
}

/** Why nothing may be entered or confirmed under an insurance; null: it takes authorizations. */
function entryRefusal({ insuranceId, status, priorAuthsRequired }: ClientInsurance): DomainError | null {
  if (status !== "ACTIVE") return new DomainError("INSURANCE_INACTIVE", `The insurance ${insuranceId} is not active.`);
  if (!priorAuthsRequired)
    return new DomainError(
      "PRIOR_AUTH_NOT_REQUIRED",
      `The insurance ${insuranceId} is not marked as requiring prior auths.`,
    );
  return null;
}

/** Refuses an insurance under which nothing needs to be authorized. */
export function requireAuthorizable(insurance: ClientInsurance): void {
  const refusal = entryRefusal(insurance);
  if (refusal !== null) throw refusal;
}

/** Whether authorizations can be entered and confirmed under an insurance. Otherwise its open ones can only be discontinued. */
export const takesAuthorizations = (insurance: ClientInsurance | undefined): boolean =>
  insurance !== undefined && entryRefusal(insurance) === null;

/** The order of a client's insurances on a day: by priority, those not in force after all others. */
export function byPriorityOn(day: CalendarDate) {
  const isOut = (insurance: ClientInsurance) => Number(!isInForce(insurance, day));
  return (a: ClientInsurance, b: ClientInsurance): number =>
    isOut(a) - isOut(b) || a.priority - b.priority || (a.insuranceId < b.insuranceId ? -1 : 1);
}
