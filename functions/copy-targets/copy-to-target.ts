import {
  type AuthorizationCopy,
  type CopyResult,
  copiedAuthorization,
  decideCopy,
  type SkipReason,
} from "../../domain/authorization-copy.ts";
import { dayIn } from "../../domain/calendar.ts";
import type { Permission } from "../../domain/permission.ts";
import { AlreadyCopied, storeCopied, storeSkipped } from "../../store/authorization-copies.ts";
import { EntryDeleted } from "../../store/catalog.ts";
import { findClientRecord } from "../../store/client-record.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import type { Services, WithCatalog } from "../runtime/services.ts";

type CopyServices = Services & WithCatalog;

/**
 * Gives one client its copy, or the reason why it gets none; the result that it already has, if it has one. Null: the procedure was
 * deleted meanwhile.
 */
export async function copyToTarget(
  copy: AuthorizationCopy,
  clientId: string,
  services: CopyServices,
): Promise<CopyResult | null> {
  try {
    return await untilStored(services.table, () => decideAndStore(copy, clientId, services));
  } catch (error) {
    if (error instanceof AlreadyCopied) return error.result;
    throw error;
  }
}

async function decideAndStore(
  copy: AuthorizationCopy,
  clientId: string,
  services: CopyServices,
): Promise<CopyResult | null> {
  const [record, { settings }] = await Promise.all([
    findClientRecord(services.table, clientId),
    services.readCatalog(),
  ]);
  const skipped = async (reason: SkipReason): Promise<CopyResult> => {
    const result: CopyResult = { clientId, outcome: "SKIPPED", reason };
    await storeSkipped(services.table, copy, result);
    return result;
  };
  if (record === undefined) return skipped("UNKNOWN_CLIENT");
  const now = services.now();
  const decision = decideCopy(copy, record, dayIn(services.timeZone, now));
  if (typeof decision === "string") return skipped(decision);
  const authorizationId = services.newId();
  const authorization = copiedAuthorization(copy, decision.insurance, { authorizationId, at: now.toISOString() });
  const starter = { actor: { userId: copy.createdBy }, role: "auths:copy" satisfies Permission, now };
  const audit = auditEntry(starter, services, ["authorization", authorizationId], { after: authorization });
  return storeCopied(services.table, copy, { authorization, record, settings, audit }).catch((error: unknown) => {
    // Decided for the copy as a whole.
    if (error instanceof EntryDeleted) return null;
    throw error;
  });
}
