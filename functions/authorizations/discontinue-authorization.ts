import * as contract from "../../api/authorizations.ts";
import { discontinuedAuthorization } from "../../domain/authorization.ts";
import { versionConflict } from "../../domain/domain-error.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import { storeDiscontinued } from "../../store/authorizations.ts";
import { readClientRecord, rowFacts } from "../../store/client-record.ts";
import { readCurrent } from "../../store/history.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { deliver } from "../runtime/outbox-delivery.ts";
import type { HttpServices, WithPublisher } from "../runtime/services.ts";
import { authorizationDiscontinued } from "../runtime/told-to-billing.ts";
import { strandedWarnings } from "./warnings.ts";

/** Like a confirm: stored together with its event, which then is published now or by `resend`. */
export const discontinueAuthorization = handles(
  contract.discontinueAuthorization,
  async (call, services: HttpServices & WithPublisher) => {
    const { clientId, authorizationId } = call.path;
    const now = call.now.toISOString();
    const { body, event } = await untilStored(services.table, async () => {
      const [record, catalog] = await Promise.all([readClientRecord(services.table, clientId), services.readCatalog()]);
      const previous = await readCurrent(services.table, record, authorizationId);
      if (previous.version !== call.ifMatch)
        throw versionConflict(`The authorization ${authorizationId}`, previous.version);
      const told = { at: now, by: call.actor.userId, ...call.body };
      const authorization = discontinuedAuthorization(previous, told);
      const released = call.body.effect === "RELEASE";
      const warnings = released ? await strandedWarnings(authorization, { catalog, table: services.table }) : [];
      const unsent =
        previous.confirmation === undefined
          ? null
          : authorizationDiscontinued(authorization, {
              eventId: services.newId(),
              occurredAt: now,
              agencyId: services.agencyId,
              traceparent: call.trace.traceparent,
            });
      const audit = auditEntry(call, services, {
        action: "DISCONTINUED",
        subject: "authorization",
        subjectId: authorizationId,
        before: previous,
        after: authorization,
      });
      const balance = record.balances.get(authorizationId);
      const { auditHead } = record;
      const change = { previous, authorization, balance, event: unsent, audit, auditHead };
      await storeDiscontinued(services.table, change);
      const facts = { ...rowFacts(record, authorization), balance };
      const row = trackerRow(facts, { catalog, actor: call.actor, asOf: call.today });
      return { body: { ...row, warnings }, event: unsent };
    });
    if (event !== null) await deliver(services, [event]);
    return ok(body, body.version);
  },
);
