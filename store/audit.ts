import { AuditEntry } from "../domain/audit.ts";
import { catalogAuditKey, clientAuditKey } from "./keys.ts";
import type { Write } from "./opened-table.ts";
import { create } from "./writes.ts";

const taken = () => new Error("An audit entry with this id exists; ids are made to be unique.");

/** The entry belongs in the same transaction as the change that it tells of. */
export function auditOfClient(clientId: string, entry: AuditEntry): Write {
  return create(clientAuditKey(clientId, entry.at, entry.auditId), "audit", AuditEntry.parse(entry), taken);
}

export function auditOfCatalog(entry: AuditEntry): Write {
  return create(catalogAuditKey(entry.at, entry.auditId), "audit", AuditEntry.parse(entry), taken);
}
