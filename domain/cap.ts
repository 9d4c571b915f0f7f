import * as z from "zod/mini";
import type { Authorization } from "./authorization.ts";
import type { Balance } from "./balance.ts";
import { CalendarDate, Instant } from "./calendar.ts";
import { type Catalog, procedureOf } from "./catalog.ts";
import { ActivityCodeId, AuthorizationId, ClientId, InsuranceId, Version } from "./id.ts";

const limit = z.nullable(z.int());

/** The newest version that was confirmed to billing. */
const ConfirmedVersion = z.strictObject({
  version: Version,
  insuranceId: InsuranceId,
  authorizationNumber: z.string(),
  activityCodes: z.array(ActivityCodeId),
  unitsCap: limit,
  visitsCap: limit,
  effectiveDate: CalendarDate,
  expirationDate: CalendarDate,
  /** When the event of this version occurred. Absent in old items, and then earlier than any. */
  toldAt: z.exactOptional(Instant),
});
type ConfirmedVersion = z.infer<typeof ConfirmedVersion>;

/**
 * What billing may bill under one authorization. Billing alone writes it, from events. Both parts only move forward, to a newer
 * version or to a later event about the same one, so it does not matter in which order events arrive, nor how often.
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
 * What billing is told of a confirmed authorization that was not changed since: of a group, the activity codes that are in it by
 * this catalog.
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

export type CapChange = Pick<Cap, "clientId" | "authorizationId"> &
  ({ readonly confirmed: ConfirmedVersion } | { readonly discontinuedVersion: number });

/** The cap after an event; null when the event says nothing new. */
export function capAfter(cap: Cap | undefined, news: CapChange, updatedAt: Instant): Cap | null {
  const isNew =
    "confirmed" in news
      ? cap?.confirmed === undefined || isLater(news.confirmed, cap.confirmed)
      : news.discontinuedVersion > (cap?.discontinuedVersion ?? 0);
  return isNew ? { ...cap, ...news, updatedAt, version: (cap?.version ?? 0) + 1 } : null;
}

/**
 * Whether `told` replaces `known`: by version, then by when it occurred, then by its text. The text is no better reason, but
 * gives the same result whichever comes first.
 */
function isLater(next: ConfirmedVersion, known: ConfirmedVersion): boolean {
  if (next.version !== known.version) return next.version > known.version;
  const toldAt = next.toldAt ?? "";
  const knownAt = known.toldAt ?? "";
  return toldAt === knownAt ? textOf(next) > textOf(known) : toldAt > knownAt;
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
