import * as z from "zod/mini";
import { Instant } from "./calendar.ts";
import { canonicalJson } from "./canonical-json.ts";
import { openEnum } from "./open-enum.ts";

/** One change of one item: who, when, and the changed fields before and after. Never changed, never removed. */
export const AuditEntry = z.strictObject({
  auditId: z.string(),
  at: Instant,
  by: z.string(),
  /** What it was done under: the permission that the route needs, `billing-engine` for its events, a job's name for a job. */
  role: z.string(),
  /** REPAIRED: billing was told again what it should know; nothing else changed. */
  action: openEnum(z.enum(["CREATED", "CHANGED", "DELETED", "CONFIRMED", "DISCONTINUED", "REPAIRED"])),
  /** What was changed, such as `authorization`, and its id. */
  subject: z.string(),
  subjectId: z.string(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

type Fields = Readonly<Record<string, unknown>>;

/** The fields in which `before` and `after` differ. A field that is absent on one side is left out there. */
export function changedFields(
  before: Fields | undefined,
  after: Fields | undefined,
): Pick<AuditEntry, "before" | "after"> {
  const was = before ?? {};
  const is = after ?? {};
  const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (field) => canonicalJson(was[field]) !== canonicalJson(is[field]),
  );
  const pick = (fields: Fields) =>
    Object.fromEntries(changed.filter((field) => fields[field] !== undefined).map((field) => [field, fields[field]]));
  return { before: pick(was), after: pick(is) };
}

/**
 * Rebuilds an item from all its audit entries, oldest first. Throws when the `before` of one is not what the entries before it
 * lead to: then one is missing.
 */
export function rebuilt(entries: readonly AuditEntry[]): Record<string, unknown> {
  return entries.reduce<Record<string, unknown>>((item, { auditId, before, after }) => {
    const wrong = Object.entries(before).find(([field, value]) => canonicalJson(item[field]) !== canonicalJson(value));
    if (wrong !== undefined)
      throw new Error(`The audit entry ${auditId} begins with another ${wrong[0]} than was left.`);
    const kept = Object.entries(item).filter(([field]) => !(field in before));
    return { ...Object.fromEntries(kept), ...after };
  }, {});
}
