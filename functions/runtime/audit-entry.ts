import { type AuditEntry, changedFields } from "../../domain/audit.ts";
import type { Actor } from "../../domain/permission.ts";

interface Change {
  readonly action: AuditEntry["action"];
  readonly subject: string;
  readonly subjectId: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
}

/** Who changes something, by which permission, and when: a call, or an event or job. */
interface Changing {
  readonly actor: Pick<Actor, "userId">;
  readonly role: string;
  readonly now: Date;
}

/** The audit entry of one change. */
export function auditEntry(call: Changing, services: { readonly newId: () => string }, change: Change): AuditEntry {
  const { action, subject, subjectId } = change;
  return {
    auditId: services.newId(),
    at: call.now.toISOString(),
    by: call.actor.userId,
    role: call.role,
    action,
    subject,
    subjectId,
    ...changedFields({ ...change.before }, { ...change.after }),
  };
}
