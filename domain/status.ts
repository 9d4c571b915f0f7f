import * as z from "zod/mini";
import type { Amounts } from "./balance.ts";
import { type CalendarDate, daysBetween } from "./calendar.ts";
import { DomainError } from "./domain-error.ts";
import { openEnum } from "./open-enum.ts";
import { atMost, shortText } from "./text.ts";

/**
 * What a tracker row says at a glance, most pressing first. A row has one status; the others that hold too are its flags.
 * ZERO_LEFT, ONE_LEFT, TWO_LEFT and VARIABLE_LEFT look at what runs out first, units or visits.
 */
export const Status = z
  .enum([
    "OVERUSE",
    "EXPIRED",
    "ZERO_LEFT",
    "ONE_LEFT",
    "TWO_LEFT",
    "VARIABLE_LEFT",
    "EXPIRATION_REMINDER",
    "FUTURE",
    "OK",
  ])
  .register(z.globalRegistry, { id: "Status" });
export type Status = z.infer<typeof Status>;

/**
 * What else holds of a row: further statuses, and OVERSCHEDULED, which is no status: more units or visits are scheduled than
 * remain.
 */
export const Flag = openEnum(
  z.enum([...Status.options, "OVERSCHEDULED"]).register(z.globalRegistry, {
    id: "Flag",
    description: "Another status that holds too, or OVERSCHEDULED: more units or visits are scheduled than remain.",
  }),
);
export type Flag = z.infer<typeof Flag>;

export const Color = z
  .string()
  .check(
    z.regex(/^#[0-9A-Fa-f]{6}$/, { error: "must be a colour written #RRGGBB" }),
    z.meta({ maxLength: 7, examples: ["#B3261E"] }),
  );

const StatusSetting = z.strictObject({
  color: Color,
  value: z.exactOptional(
    z.int().check(
      z.minimum(0),
      z.maximum(999_999),
      z.meta({
        description:
          "VARIABLE_LEFT: how many are left. EXPIRATION_REMINDER: days before the expiration date. No other status has one.",
      }),
    ),
  ),
});

/** How an agency wants its tracker. */
export const TrackerSettings = z
  .strictObject({
    overCapPolicy: z
      .enum(["FLAG", "BLOCK"])
      .check(z.meta({ description: "Going over a cap: FLAG accepts and marks OVERUSE, BLOCK refuses." })),
    billingEngine: z
      .boolean()
      .check(z.meta({ description: "False in an agency without a billing engine: nothing can be confirmed." })),
    numbersThatAreNone: z.array(shortText(50)).check(
      atMost(50, "must be at most 50 texts"),
      z.meta({
        description:
          "What users enter as long as they have no authorization number. Saved and not confirmed, as `Pending` always is; " +
          "without regard to case, spaces, kinds of dashes and a full stop at the end.",
      }),
    ),
    statuses: z.strictObject(
      Object.fromEntries(Status.options.map((status) => [status, StatusSetting])) as Record<
        Status,
        typeof StatusSetting
      >,
    ),
  })
  .register(z.globalRegistry, { id: "TrackerSettings" });
export type TrackerSettings = z.infer<typeof TrackerSettings>;

const withValue: ReadonlySet<Status> = new Set<Status>(["VARIABLE_LEFT", "EXPIRATION_REMINDER"]);

/** Refuses a value on a status that has none, naming each. */
export function requireEditableValues(settings: Pick<TrackerSettings, "statuses">): void {
  const wrong = Status.options.filter(
    (status) => settings.statuses[status].value !== undefined && !withValue.has(status),
  );
  if (wrong.length > 0)
    throw new DomainError("VALUE_NOT_EDITABLE", `These statuses have no value: ${wrong.join(", ")}.`, {
      faults: wrong.map((status) => ({
        pointer: `/statuses/${status}/value`,
        code: "VALUE_NOT_EDITABLE",
        message: "only VARIABLE_LEFT and EXPIRATION_REMINDER have a value",
      })),
    });
}

/** Colours with a contrast of at least 4.5 to white, so that white text on them can be read. */
export const defaultTrackerSettings: TrackerSettings = {
  overCapPolicy: "FLAG",
  billingEngine: true,
  numbersThatAreNone: ["TBD", "N/A", "NA", "none", "unknown", "-", "?"],
  statuses: {
    OVERUSE: { color: "#8C1D18" },
    EXPIRED: { color: "#5F5F5F" },
    ZERO_LEFT: { color: "#B3261E" },
    ONE_LEFT: { color: "#A8480F" },
    TWO_LEFT: { color: "#8A5A00" },
    VARIABLE_LEFT: { color: "#735C00" },
    EXPIRATION_REMINDER: { color: "#6750A4", value: 30 },
    FUTURE: { color: "#0B57D0" },
    OK: { color: "#146C2E" },
  },
};

type Left = Pick<Amounts, "remaining" | "available">;

export interface StatusFacts {
  readonly effectiveDate: CalendarDate;
  readonly expirationDate: CalendarDate;
  readonly units: Left;
  readonly visits: Left;
}

/**
 * The most pressing status that holds on `today`, OK when none does, and all others that hold as flags. When more is scheduled
 * than remains, nobody may count on the last one, two or few: then none of these holds.
 */
export function statusOn(
  today: CalendarDate,
  facts: StatusFacts,
  settings: TrackerSettings,
): { readonly status: Status; readonly flags: Flag[] } {
  const { units, visits } = facts;
  const left = leastOf(units.remaining, visits.remaining);
  const daysLeft = daysBetween(today, facts.expirationDate);
  const variableLeft = settings.statuses.VARIABLE_LEFT.value;
  const reminderDays = settings.statuses.EXPIRATION_REMINDER.value;
  const isOverscheduled = [units, visits].some(
    ({ remaining, available }) => remaining !== null && remaining >= 0 && available !== null && available < 0,
  );
  const free = isOverscheduled ? null : left;
  const holds: Record<Exclude<Flag, "OK">, boolean> = {
    OVERUSE: left !== null && left < 0,
    EXPIRED: daysLeft < 0,
    ZERO_LEFT: left === 0,
    ONE_LEFT: free === 1,
    TWO_LEFT: free === 2,
    VARIABLE_LEFT: variableLeft !== undefined && free !== null && free > 2 && free <= variableLeft,
    EXPIRATION_REMINDER: reminderDays !== undefined && daysLeft >= 0 && daysLeft <= reminderDays,
    FUTURE: today < facts.effectiveDate,
    OVERSCHEDULED: isOverscheduled,
  };
  const isHolding = (each: Flag) => each !== "OK" && holds[each];
  const status = Status.options.find(isHolding) ?? "OK";
  return { status, flags: Flag.options.filter((each) => each !== status && isHolding(each)) };
}

/** The lesser of units and visits; null when neither is limited. */
export function leastOf(units: number | null, visits: number | null): number | null {
  const limits = [units, visits].filter((left) => left !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}
