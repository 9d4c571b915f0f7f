import { createHash } from "node:crypto";
import type { AuditEntry } from "../domain/audit.ts";
import { AuditHead, emptyChain, type Hash, LinkedEntry, linked } from "../domain/audit-chain.ts";
import { ChangedMeanwhile, type StoredItem } from "./failures.ts";
import { fieldsOf } from "./items.ts";
import { auditHeadKey, authorizationAuditKey, catalogAuditKey, catalogVersionKey, clientAuditKey } from "./keys.ts";
import { getItem, type OpenedTable, type Write } from "./opened-table.ts";
import { create, createOrReplace } from "./writes.ts";

export const sha256: Hash = (text) => createHash("sha256").update(text, "utf8").digest("hex");

const outrun = () => new ChangedMeanwhile();

/** The head of a client's audit as the item says, or that of an empty one. */
export function auditHeadOf(clientId: string, stored: StoredItem | undefined): AuditHead {
  return stored === undefined ? emptyChain(clientId, sha256) : fieldsOf(stored, AuditHead);
}

/** For writers that read nothing else of the client's record. */
export async function readAuditHead(table: OpenedTable, clientId: string): Promise<AuditHead> {
  return auditHeadOf(clientId, await getItem(table, auditHeadKey(clientId)));
}

/**
 * The writes that add entries to a client's audit, in this order: they belong in the same transaction as the changes that
 * they tell of. `head` is the one that was read with what the changes were decided on; when somebody has added to the
 * audit since, the transaction is refused as outrun.
 */
export function auditOfClient(clientId: string, head: AuditHead, ...entries: readonly AuditEntry[]): Write[] {
  const chain = linked(head, entries, sha256);
  return [
    createOrReplace(auditHeadKey(clientId), "auditHead", chain.head, head.version, outrun),
    ...chain.entries.flatMap((entry) => {
      const { sequence, subject, subjectId } = entry;
      return [
        create(clientAuditKey(clientId, sequence), "audit", LinkedEntry.parse(entry), outrun),
        // So that one authorization's entries are found among all the others of the client.
        ...(subject === "authorization"
          ? [create(authorizationAuditKey(clientId, subjectId, sequence), "auditOfAuthorization", { sequence }, outrun)]
          : []),
      ];
    }),
  ];
}

/** The head once `auditOfClient` has added the entries. */
export function auditHeadAfter(head: AuditHead, ...entries: readonly AuditEntry[]): AuditHead {
  return linked(head, entries, sha256).head;
}

/** Whose chain the catalog's is. */
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
    createOrReplace(catalogVersionKey, "catalogVersion", chain.head, head.version, outrun),
    ...chain.entries.map((each) => create(catalogAuditKey(each.sequence), "audit", LinkedEntry.parse(each), outrun)),
  ];
}
