import type { AuditEntry } from "../../domain/audit.ts";
import type { AuditHead } from "../../domain/audit-chain.ts";

/** An audit entry of a user's change. */
export const auditEntry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  auditId: "01",
  at: "2026-03-16T14:05:00.000Z",
  by: "u-1",
  role: "auths:write",
  action: "CREATED",
  subject: "authorization",
  subjectId: "A3001",
  before: {},
  after: {},
  ...changes,
});

/** The end of a client's audit of seven entries. */
export const auditHead: AuditHead = { sequence: 7, hash: "of the seventh", version: 6 };

export const revision = { clientId: "C1001", auditHead };

/** The writes that hold the client's revision and add the eighth entry. */
export const auditedIn = (clientId: string) => [
  `Put CLIENT#${clientId} | AUDIT_HEAD if version = 6`,
  `Put CLIENT#${clientId}#AUDIT | ENTRY#0000000000000008 if attribute_not_exists(PK)`,
];
export const auditedOfAuthorization = (clientId: string, authorizationId: string) => [
  ...auditedIn(clientId),
  `Put CLIENT#${clientId}#AUDIT | AUTH#${authorizationId}#0000000000000008 if attribute_not_exists(PK)`,
];
