import { type AuditEntry, changedFields } from "../../domain/audit.ts";
import type { Actor } from "../../domain/permission.ts";

/** Who changes something, under what and when: a call, or whatever else brings a change. */
interface Changing {
  readonly actor: Pick<Actor, "userId">;
  readonly role: string;
  readonly now: Date;
}

interface Change {
  /** Absent: there was none. */
  readonly before?: object | undefined;
  /** Absent: there is none any more. */
  readonly after?: object | undefined;
  /** Where more can be said than that something was created, changed or deleted. */
  readonly action?: AuditEntry["action"];
}

/** The audit entry of one change. */
export function auditEntry(
  call: Changing,
  services: { readonly newId: () => string },
  [subject, subjectId]: readonly [subject: string, id: string],
  { before, after, action = before === undefined ? "CREATED" : after === undefined ? "DELETED" : "CHANGED" }: Change,
): AuditEntry {
  return {
    auditId: services.newId(),
    at: call.now.toISOString(),
    by: call.actor.userId,
    role: call.role,
    action,
    subject,
    subjectId,
    ...changedFields({ ...before }, { ...after }),
  };
}
