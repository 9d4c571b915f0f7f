import * as contract from "../../api/authorization-copies.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { readCopy, readResultPage } from "../../store/authorization-copies.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { left } from "../runtime/left-out.ts";
import { pageSize } from "../runtime/paging.ts";
import type { HttpServices, WithCursors } from "../runtime/services.ts";

export const readAuthorizationCopy = handles(
  contract.readAuthorizationCopy,
  async ({ path, query, actor, now }, { table, cursorsOf }: HttpServices & WithCursors) => {
    const { copyId } = path;
    const cursors = cursorsOf(actor, "copy", { copyId });
    const page = { limit: pageSize(query.limit), afterClientId: cursors.placeOf(query.cursor) };
    const copy = await readCopy(table, copyId, Math.floor(now.getTime() / 1000));
    if (copy === undefined) throw new DomainError("NOT_FOUND", `There is no copy ${copyId}.`);
    const { results, unreadable, lastClientId } = await readResultPage(table, copy, page);
    return ok({
      copyId,
      sourceClientId: copy.sourceClientId,
      sourceAuthorizationId: copy.sourceAuthorizationId,
      payerId: copy.payerId,
      targetType: copy.targetType,
      state: copy.state,
      ...(copy.failure !== undefined && { failureReason: copy.failure }),
      created: copy.created,
      skipped: copy.skipped,
      total: copy.plan?.total ?? null,
      createdAt: copy.createdAt,
      createdBy: copy.createdBy,
      items: results,
      nextCursor: lastClientId === null ? null : cursors.at(lastClientId),
      ...left(unreadable),
    });
  },
);
