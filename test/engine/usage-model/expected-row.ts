import type { Model, ModelAuthorization } from "./model.ts";
import { type InsuranceIndex, reminderDays, today } from "./setup.ts";

const daysUntil = (day: string) => (Date.parse(day) - Date.parse(today)) / 86_400_000;

function amounts(authorized: number | null, { used, scheduled }: { used: number; scheduled: number }) {
  const [remaining, available] =
    authorized === null ? [null, null] : [authorized - used, authorized - used - scheduled];
  return { authorized, used, scheduled, remaining, available };
}

function confirmationState(model: Model, authorization: ModelAuthorization) {
  if (authorization.confirmedVersion === null) return "NOT_CONFIRMED";
  if (authorization.changedSince) return "STALE";
  return model.acknowledged(authorization) ? "ACKNOWLEDGED" : "SENT";
}

/** All that holds, in the order OVERUSE, EXPIRED, ZERO, ONE, TWO, VARIABLE, EXPIRATION_REMINDER, FUTURE, OK; OVERSCHEDULED besides. */
function statuses({ effective, expiration }: ModelAuthorization, of: ReturnType<typeof amounts>[]): string[] {
  const limited = of.filter(({ authorized }) => authorized !== null);
  const left = Math.min(...limited.map(({ remaining }) => remaining ?? 0), Number.POSITIVE_INFINITY);
  const overscheduled = limited.filter(({ used, scheduled, authorized }) => {
    const room = (authorized ?? 0) - used;
    return room >= 0 && scheduled > room;
  });
  const few = overscheduled.length === 0;
  const daysLeft = daysUntil(expiration);
  const holding = [
    ...(left < 0 ? ["OVERUSE"] : []),
    ...(daysLeft < 0 ? ["EXPIRED"] : []),
    ...(left === 0 ? ["ZERO_LEFT"] : []),
    ...(left === 1 && few ? ["ONE_LEFT"] : []),
    ...(left === 2 && few ? ["TWO_LEFT"] : []),
    ...(daysLeft >= 0 && daysLeft <= reminderDays ? ["EXPIRATION_REMINDER"] : []),
    ...(today < effective ? ["FUTURE"] : []),
  ];
  return [...(holding.length === 0 ? ["OK"] : holding), ...(few ? [] : ["OVERSCHEDULED"])];
}

/** What the product's rules say that an authorization's row shows. */
export function expectedRow(model: Model, authorization: ModelAuthorization) {
  const usage = model.usage(authorization.id);
  const units = amounts(authorization.units, usage.units);
  const visits = amounts(authorization.visits, usage.visits);
  const discontinued = authorization.discontinued !== null;
  const [status = null, ...flags] = discontinued ? [] : statuses(authorization, [units, visits]);
  const shares = [units, visits].flatMap((one) => (one.authorized === null ? [] : [(100 * one.used) / one.authorized]));
  const state = confirmationState(model, authorization);
  return {
    authorizationId: authorization.id,
    authorizationNumber: authorization.number,
    activityCodes: [...model.codesOf(authorization.procedure)],
    effectiveDate: authorization.effective,
    expirationDate: authorization.expiration,
    daysLeft: daysUntil(authorization.expiration),
    units,
    visits,
    percentUsed: shares.length === 0 ? null : Math.floor(Math.max(...shares)),
    status,
    flags,
    notes: authorization.notes,
    discontinuedEffect: authorization.discontinued?.effect ?? null,
    version: authorization.version,
    confirmedMark: state === "SENT" || state === "ACKNOWLEDGED" ? "C" : null,
    state,
  };
}
export type ExpectedRow = ReturnType<typeof expectedRow>;

/** What a row of the API shows, in the model's terms. */
// biome-ignore lint/suspicious/noExplicitAny: the contract tests check its shape
export function rowShown(row: any): ExpectedRow {
  const expected = {
    ...row,
    activityCodes: row.procedure.activityCodes,
    notes: row.notes ?? null,
    discontinuedEffect: row.discontinuedEffect ?? null,
    state: row.confirmation.state,
  };
  return Object.fromEntries(rowFields.map((field) => [field, expected[field]])) as ExpectedRow;
}

const rowFields = [
  "authorizationId",
  "authorizationNumber",
  "activityCodes",
  "effectiveDate",
  "expirationDate",
  "daysLeft",
  "units",
  "visits",
  "percentUsed",
  "status",
  "flags",
  "notes",
  "discontinuedEffect",
  "version",
  "confirmedMark",
  "state",
] as const satisfies (keyof ExpectedRow)[];

/** What billing has to hold of each authorization that it was told of, by the insurance it was confirmed for. */
export function expectedCaps(model: Model, insurance: InsuranceIndex) {
  return [...model.caps].flatMap(([authorizationId, { confirmed, closedBy }]) => {
    if (confirmed === null || confirmed.insurance !== insurance) return [];
    const facts = confirmed.facts as { unitsCap: number | null; visitsCap: number | null };
    const { units, visits } = model.usage(authorizationId);
    return [
      {
        authorizationId,
        ...facts,
        unitsUsed: units.used,
        unitsRemaining: facts.unitsCap === null ? null : facts.unitsCap - units.used,
        visitsUsed: visits.used,
        visitsRemaining: facts.visitsCap === null ? null : facts.visitsCap - visits.used,
        state: closedBy === null ? "OPEN" : "CLOSED",
        authorizationVersion: Math.max(confirmed.version, closedBy ?? 0),
      },
    ];
  });
}
