import * as z from "zod/mini";
import type { Authorization } from "./authorization.ts";
import type { Balance } from "./balance.ts";
import { CalendarDate, Instant } from "./calendar.ts";
import { type Catalog, procedureOf } from "./catalog.ts";
import { ActivityCodeId, AuthorizationId, ClientId, InsuranceId, Version } from "./id.ts";

const limit = z.nullable(z.int());

/** What was confirmed to billing: the last version of it that is known. */
const ConfirmedVersion = z.strictObject({
  version: Version,
  insuranceId: InsuranceId,
  authorizationNumber: z.string(),
  activityCodes: z.array(ActivityCodeId),
  unitsCap: limit,
  visitsCap: limit,
  effectiveDate: CalendarDate,
  expirationDate: CalendarDate,
  /** When the event that told it occurred; absent where nobody wrote it down, and then earlier than any. */
  toldAt: z.exactOptional(Instant),
});
type ConfirmedVersion = z.infer<typeof ConfirmedVersion>;

/**
 * What billing may bill under one authorization, as its events told it. Billing alone writes it.
 * Both parts only ever move on, to a newer version or to what was told later of the same one, so the order in which events
 * arrive does not matter, nor how often.
 */
export const Cap = z.strictObject({
  clientId: ClientId,
  authorizationId: AuthorizationId,
  confirmed: z.exactOptional(ConfirmedVersion),
  /** The version with which it was discontinued: from then on it stays closed. */
  discontinuedVersion: z.exactOptional(Version),
  updatedAt: Instant,
  version: Version,
});
export type Cap = z.infer<typeof Cap>;

/**
 * What a confirmed authorization says to billing: the state of the version that was confirmed, as long as it was not changed
 * since, with a group as the codes that are in it by this catalog.
 */
export function confirmedVersionOf(authorization: Authorization, catalog: Catalog): ConfirmedVersion {
  const { confirmation, insuranceId, authorizationNumber, effectiveDate, expirationDate } = authorization;
  if (confirmation === undefined)
    throw new Error(`The authorization ${authorization.authorizationId} is not confirmed.`);
  return {
    version: confirmation.confirmedVersion,
    insuranceId,
    authorizationNumber,
    activityCodes: procedureOf(catalog, authorization.procedure).activityCodes,
    unitsCap: authorization.authUnits ?? null,
    visitsCap: authorization.authVisits ?? null,
    effectiveDate,
    expirationDate,
  };
}

/** The newest version that the cap knows of. */
export function authorizationVersionOf(cap: Cap): number {
  return Math.max(cap.confirmed?.version ?? 0, cap.discontinuedVersion ?? 0);
}

export function stateOf(cap: Cap): "OPEN" | "CLOSED" {
  return cap.discontinuedVersion === undefined ? "OPEN" : "CLOSED";
}

export type CapNews = Pick<Cap, "clientId" | "authorizationId"> &
  ({ readonly confirmed: ConfirmedVersion } | { readonly discontinuedVersion: number });

/** The cap once billing has heard the news; null when it says nothing new. */
export function capAfter(cap: Cap | undefined, news: CapNews, updatedAt: Instant): Cap | null {
  const isNew =
    "confirmed" in news
      ? cap?.confirmed === undefined || isLater(news.confirmed, cap.confirmed)
      : news.discontinuedVersion > (cap?.discontinuedVersion ?? 0);
  return isNew ? { ...cap, ...news, updatedAt, version: (cap?.version ?? 0) + 1 } : null;
}

/**
 * Whether `told` stands over `known`: the newer version, of one version what occurred later, and of the same moment the
 * greater text, which is no better but the same one whichever comes first.
 */
function isLater(told: ConfirmedVersion, known: ConfirmedVersion): boolean {
  if (told.version !== known.version) return told.version > known.version;
  const toldAt = told.toldAt ?? "";
  const knownAt = known.toldAt ?? "";
  return toldAt === knownAt ? textOf(told) > textOf(known) : toldAt > knownAt;
}

function textOf({ insuranceId, authorizationNumber, activityCodes, ...limits }: ConfirmedVersion): string {
  const { unitsCap, visitsCap, effectiveDate, expirationDate } = limits;
  return JSON.stringify([
    insuranceId,
    authorizationNumber,
    activityCodes,
    unitsCap,
    visitsCap,
    effectiveDate,
    expirationDate,
  ]);
}

/** A cap as shown in the client insurance details, with what services have taken; null before anything was confirmed. */
export function shownCap(cap: Cap, balance: Balance) {
  if (cap.confirmed === undefined) return null;
  const { version: _, insuranceId: __, toldAt: ___, ...confirmed } = cap.confirmed;
  return {
    authorizationId: cap.authorizationId,
    ...confirmed,
    unitsUsed: balance.unitsUsed,
    unitsRemaining: confirmed.unitsCap === null ? null : confirmed.unitsCap - balance.unitsUsed,
    visitsUsed: balance.visitsUsed,
    visitsRemaining: confirmed.visitsCap === null ? null : confirmed.visitsCap - balance.visitsUsed,
    state: stateOf(cap),
    authorizationVersion: authorizationVersionOf(cap),
    updatedAt: cap.updatedAt,
  };
}
