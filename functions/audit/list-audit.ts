import * as contract from "../../api/audit.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { readAuditOfAuthorization, readAuditOfClient } from "../../store/audit-pages.ts";
import { readClient } from "../../store/clients.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { cursorText, pageSize, startFrom } from "../runtime/paging.ts";
import type { Services } from "../runtime/services.ts";

/**
 * Shows all entries that are there, even of a client that is gone: 404 only when nothing mentions such a client or authorization.
 */
export const listAudit = handles(contract.listAudit, async ({ path, query }, { table }: Services) => {
  const { clientId } = path;
  const { authorizationId } = query;
  const thisQuery = `audit ${clientId} ${authorizationId ?? "-"}`;
  const asked = { limit: pageSize(query.limit), upTo: startFrom(query.cursor, thisQuery) };
  const [client, page] = await Promise.all([
    readClient(table, clientId),
    authorizationId === undefined
      ? readAuditOfClient(table, clientId, asked)
      : readAuditOfAuthorization(table, clientId, authorizationId, asked),
  ]);
  const { entries, faults, next } = page;
  if (entries.length === 0 && faults.length === 0) {
    if (client === undefined) throw new DomainError("NOT_FOUND", `There is no client ${clientId}.`);
    if (authorizationId !== undefined)
      throw new DomainError("NOT_FOUND", `The client ${clientId} has no authorization ${authorizationId}.`);
  }
  const nextCursor = next === null ? null : cursorText(String(next), thisQuery);
  return ok({ items: [...entries], nextCursor, faults: [...faults] });
});
