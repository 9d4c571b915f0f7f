import { createHash } from "node:crypto";
import type { AuditEntry } from "../domain/audit.ts";
import { AuditHead, emptyChain, type Hash, LinkedEntry, linked } from "../domain/audit-chain.ts";
import type { StoredItem } from "./failures.ts";
import { fieldsOf } from "./items.ts";
import { auditHeadKey, catalogAuditKey, catalogVersionKey } from "./keys.ts";
import { getItem, type OpenedTable, type Write } from "./opened-table.ts";
import { create, createOrReplace } from "./writes.ts";

export const sha256: Hash = (text) => createHash("sha256").update(text, "utf8").digest("hex");

/** The head of a client's audit as the item says, or that of an empty one. */
export function auditHeadOf(clientId: string, stored: StoredItem | undefined): AuditHead {
  return stored === undefined ? emptyChain(clientId, sha256) : fieldsOf(stored, AuditHead);
}

export async function readAuditHead(table: OpenedTable, clientId: string): Promise<AuditHead> {
  return auditHeadOf(clientId, await getItem(table, auditHeadKey(clientId)));
}

/** The owner of the catalog's chain. */
export const catalogOwner = "CATALOG";

/** The catalog's version is the head of its audit: each of its changes is one entry. */
export async function readCatalogHead(table: OpenedTable): Promise<AuditHead> {
  const stored = await getItem(table, catalogVersionKey);
  return stored === undefined ? emptyChain(catalogOwner, sha256) : fieldsOf(stored, AuditHead);
}

/** The new version of the catalog, and the entry of the change that makes it. */
export function auditOfCatalog(head: AuditHead, entry: AuditEntry): Write[] {
  const chain = linked(head, [entry], sha256);
  return [
    createOrReplace(catalogVersionKey, "catalogVersion", chain.head, head.version),
    ...chain.entries.map((each) => create(catalogAuditKey(each.sequence), "audit", LinkedEntry.parse(each))),
  ];
}
