import type { Authorization } from "./authorization.ts";
import { percentUsed, quantitiesLeft, untouchedBalance } from "./balance.ts";
import { type CalendarDate, daysBetween } from "./calendar.ts";
import type { Cap } from "./cap.ts";
import { type Catalog, procedureOf } from "./catalog.ts";
import type { ClientInsurance } from "./client-insurance.ts";
import { canBeConfirmed, confirmationState, isConfirmed } from "./confirmation.ts";
import type { Actor } from "./permission.ts";
import { statusOn } from "./status.ts";
import type { AuthorizationBalance } from "./usage.ts";

/** An authorization and everything that its row is computed from. */
export interface RowFacts {
  readonly authorization: Authorization;
  readonly insurance: ClientInsurance | undefined;
  /** As it is stored, or as of a past day. */
  readonly balance: AuthorizationBalance | undefined;
  readonly cap: Cap | undefined;
}

export interface RowView {
  readonly catalog: Catalog;
  readonly actor: Actor;
  /** The day that status and days left are computed for. */
  readonly asOf: CalendarDate;
}

/** The one representation of an authorization, everywhere: what is left of it, until when, and what this user may do. */
export function trackerRow(facts: RowFacts, view: RowView) {
  const { authorization, insurance, balance = untouchedBalance } = facts;
  const { confirmation, discontinued } = authorization;
  const payerId = insurance?.payerId ?? null;
  const { units, visits } = quantitiesLeft(authorization, balance);
  const { settings } = view.catalog;
  const dates = { effectiveDate: authorization.effectiveDate, expirationDate: authorization.expirationDate };
  const { status, flags } =
    discontinued === undefined
      ? statusOn(view.asOf, { ...dates, units, visits }, settings)
      : { status: null, flags: [] };
  return {
    authorizationId: authorization.authorizationId,
    clientId: authorization.clientId,
    insuranceId: authorization.insuranceId,
    payerId,
    payerName: payerId === null ? null : (view.catalog.payers.get(payerId)?.name ?? payerId),
    authorizationNumber: authorization.authorizationNumber,
    confirmedMark: settings.billingEngine && isConfirmed(authorization) ? ("C" as const) : null,
    confirmation: {
      state: confirmationState(authorization, facts.cap),
      ...(confirmation !== undefined && {
        confirmedAt: confirmation.confirmedAt,
        confirmedBy: confirmation.confirmedBy,
        confirmedVersion: confirmation.confirmedVersion,
      }),
    },
    procedure: procedureOf(view.catalog, authorization.procedure),
    ...dates,
    daysLeft: daysBetween(view.asOf, authorization.expirationDate),
    units,
    visits,
    percentUsed: percentUsed(units, visits),
    status,
    statusColor: status === null ? null : settings.statuses[status].color,
    flags,
    ...(authorization.notes !== undefined && { notes: authorization.notes }),
    allowedActions: allowedActions(facts, view),
    ...(discontinued !== undefined && {
      discontinuedAt: discontinued.at,
      ...(discontinued.reason !== undefined && { discontinuedReason: discontinued.reason }),
      discontinuedEffect: discontinued.effect ?? ("KEEP" as const),
    }),
    createdAt: authorization.createdAt,
    createdBy: authorization.createdBy,
    updatedAt: authorization.updatedAt,
    version: authorization.version,
  };
}

export type AllowedAction = "edit" | "confirm" | "discontinue" | "copy";

/** What this user may do with this authorization now. Nothing can be done with a discontinued one. */
function allowedActions({ authorization, insurance }: RowFacts, { actor, catalog }: RowView): AllowedAction[] {
  if (authorization.discontinued !== undefined) return [];
  const may = actor.permissions;
  return [
    ...(may.has("auths:write") ? (["edit"] as const) : []),
    ...(may.has("auths:confirm") && canBeConfirmed(authorization, insurance, catalog.settings)
      ? (["confirm"] as const)
      : []),
    ...(may.has("auths:write") ? (["discontinue"] as const) : []),
    ...(may.has("auths:copy") ? (["copy"] as const) : []),
  ];
}

/** Rows as they are worked through: what expires first comes first. */
export function byExpiration(a: Authorization, b: Authorization): number {
  const key = ({ expirationDate, effectiveDate, authorizationId }: Authorization) =>
    `${expirationDate} ${effectiveDate} ${authorizationId}`;
  return key(a) < key(b) ? -1 : 1;
}
