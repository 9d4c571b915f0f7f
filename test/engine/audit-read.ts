import type { AuditFault, LinkedEntry } from "../../domain/audit-chain.ts";
import { listAudit } from "../../functions/audit/list-audit.ts";
import { accepted, type TestServices } from "./handlers-in-process.ts";

/** All pages of a client's audit, or of one authorization of it: entries newest first, and every fault told of them. */
export async function wholeAudit(
  services: TestServices,
  clientId: string,
  { limit = 20, authorizationId }: { readonly limit?: number; readonly authorizationId?: string } = {},
) {
  const entries: LinkedEntry[] = [];
  const faults: AuditFault[] = [];
  const query = { limit: String(limit), ...(authorizationId !== undefined && { authorizationId }) };
  let pages = 0;
  for (let cursor: string | null | undefined; cursor !== null; pages++) {
    const asked = { path: { clientId }, query: { ...query, ...(cursor !== undefined && { cursor }) } };
    const page = await accepted(services, listAudit, asked);
    entries.push(...page.items);
    faults.push(...page.faults);
    cursor = page.nextCursor as string | null;
  }
  return { entries, faults, pages };
}
