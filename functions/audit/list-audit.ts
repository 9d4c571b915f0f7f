import * as contract from "../../api/audit.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { readAuditOfAuthorization, readAuditOfClient } from "../../store/audit-pages.ts";
import { readClient } from "../../store/clients.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { pageSize } from "../runtime/paging.ts";
import type { Services, WithCursors } from "../runtime/services.ts";

/**
 * Shows all entries that are there, even of a client that is gone: 404 only when nothing mentions such a client or authorization.
 */
export const listAudit = handles(
  contract.listAudit,
  async ({ path, query, actor }, { table, cursorsOf }: Services & WithCursors) => {
    const { clientId } = path;
    const { authorizationId } = query;
    const cursors = cursorsOf(actor, "audit", { clientId, authorizationId });
    const asked = { limit: pageSize(query.limit), upTo: cursors.readPlace(query.cursor, Number) };
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
    const nextCursor = next === null ? null : cursors.at(String(next));
    return ok({ items: [...entries], nextCursor, faults: [...faults] });
  },
);
