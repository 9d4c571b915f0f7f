import * as z from "zod/mini";

const count = z.int().check(z.minimum(0));

/** What services have taken from one authorization. Visits are distinct days of service. */
export const Balance = z.strictObject({
  unitsUsed: count,
  unitsScheduled: count,
  visitsUsed: count,
  visitsScheduled: count,
});
export type Balance = z.infer<typeof Balance>;

export const untouchedBalance: Balance = { unitsUsed: 0, unitsScheduled: 0, visitsUsed: 0, visitsScheduled: 0 };

const limited = z.nullable(z.int());

/** One quantity of an authorization. `authorized`, `remaining` and `available` are null when it is not limited. */
export const Amounts = z
  .strictObject({ authorized: limited, used: count, scheduled: count, remaining: limited, available: limited })
  .register(z.globalRegistry, { id: "Amounts" });
export type Amounts = z.infer<typeof Amounts>;

/** remaining = authorized - used; available = authorized - used - scheduled; both may be negative. */
export function amounts(authorized: number | undefined, used: number, scheduled: number): Amounts {
  return authorized === undefined
    ? { authorized: null, used, scheduled, remaining: null, available: null }
    : { authorized, used, scheduled, remaining: authorized - used, available: authorized - used - scheduled };
}

/** What is left of both quantities of an authorization. */
export function quantitiesLeft(authorized: { authUnits?: number; authVisits?: number }, balance: Balance) {
  return {
    units: amounts(authorized.authUnits, balance.unitsUsed, balance.unitsScheduled),
    visits: amounts(authorized.authVisits, balance.visitsUsed, balance.visitsScheduled),
  };
}

/** Whole percent, rounded down, of the quantity that is used up furthest: 100 only once it is. Null when neither is limited. */
export function percentUsed(units: Amounts, visits: Amounts): number | null {
  const percents = [units, visits].flatMap(({ authorized, used }) =>
    // Whole numbers throughout: a quotient may be rounded up to the next one.
    authorized === null ? [] : [(100 * used - ((100 * used) % authorized)) / authorized],
  );
  return percents.length === 0 ? null : Math.max(...percents);
}
