import * as contract from "../../api/authorization-copies.ts";
import { type AuthorizationCopy, portionsOf, startedCopy } from "../../domain/authorization-copy.ts";
import { payerNamed } from "../../domain/catalog.ts";
import { storeStartedCopy } from "../../store/authorization-copies.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { readCurrent } from "../../store/history.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { accepted, handles } from "../runtime/handled-route.ts";
import { deliver } from "../runtime/outbox-delivery.ts";
import type { HttpServices, WithPublisher } from "../runtime/services.ts";
import { copyContinued } from "./copy-continued.ts";

/** Stores the copy together with the event that begins it, and answers: the work is `functions/copy-targets`'. */
export const copyAuthorization = handles(
  contract.copyAuthorization,
  async (call, services: HttpServices & WithPublisher) => {
    const { sourceClientId, sourceAuthorizationId, payerId, target } = call.body;
    const copyId = services.newId();
    const portions = target.type === "CLIENTS" ? portionsOf(target.clientIds) : [];
    const start = {
      copyId,
      payerId,
      targetType: target.type,
      createdAt: call.now.toISOString(),
      createdBy: call.actor.userId,
      plan: target.type === "CLIENTS" ? { planId: services.newId(), total: target.clientIds.length } : null,
    };
    const reply = accepted({ copyId }, `/v1/authorization-copies/${copyId}`);
    const event = await untilStored(services.table, async () => {
      const [record, catalog] = await Promise.all([
        readClientRecord(services.table, sourceClientId),
        services.readCatalog(),
      ]);
      const source = await readCurrent(services.table, record, sourceAuthorizationId);
      payerNamed(catalog, payerId);
      const copy = startedCopy(start, source);
      const unsent = copyContinued(copy, services, { at: call.now, traceparent: call.trace.traceparent });
      const audit = auditEntry(call, services, ["authorizationCopy", copyId], { after: whatIsToBeDone(copy) });
      const once = call.recordOf(reply);
      await storeStartedCopy(services.table, { copy, portions, event: unsent, audit, source: record, once });
      return unsent;
    });
    await deliver(services, [event]);
    return reply;
  },
);

/** The audit has what was started, not its progress. */
function whatIsToBeDone({
  copyId,
  sourceAuthorizationId,
  sourceVersion,
  copied,
  payerId,
  targetType,
}: AuthorizationCopy) {
  return { copyId, sourceAuthorizationId, sourceVersion, copied, payerId, targetType };
}
