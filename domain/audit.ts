import * as z from "zod/mini";
import { Instant } from "./calendar.ts";

/** One change of one item: who, when, and of the fields that changed what was before and what is after. Never changed, never removed. */
export const AuditEntry = z.strictObject({
  auditId: z.string(),
  at: Instant,
  by: z.string(),
  action: z.enum(["CREATED", "CHANGED", "DELETED", "CONFIRMED", "DISCONTINUED"]),
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
    (field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]),
  );
  const pick = (fields: Fields) =>
    Object.fromEntries(changed.filter((field) => fields[field] !== undefined).map((field) => [field, fields[field]]));
  return { before: pick(was), after: pick(is) };
}
