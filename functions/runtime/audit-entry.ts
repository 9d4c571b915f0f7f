import { type AuditEntry, changedFields } from "../../domain/audit.ts";
import type { Actor } from "../../domain/permission.ts";

interface Change {
  readonly action: AuditEntry["action"];
  readonly subject: string;
  readonly subjectId: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
}

/** The audit entry of one change, made by the caller of `call`. */
export function auditEntry(
  call: { readonly actor: Pick<Actor, "userId">; readonly now: Date },
  services: { readonly newId: () => string },
  change: Change,
): AuditEntry {
  const { action, subject, subjectId } = change;
  return {
    auditId: services.newId(),
    at: call.now.toISOString(),
    by: call.actor.userId,
    action,
    subject,
    subjectId,
    ...changedFields({ ...change.before }, { ...change.after }),
  };
}
