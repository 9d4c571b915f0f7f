import * as contract from "../../api/authorizations.ts";
import { insuranceIn, rowFacts } from "../../domain/client-record.ts";
import { decideConfirm } from "../../domain/confirmation.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import { saveAuthorization } from "../../store/authorizations.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { readCurrent } from "../../store/history.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { deliver } from "../runtime/outbox-delivery.ts";
import type { HttpServices, WithPublisher } from "../runtime/services.ts";
import { occasion } from "../runtime/unsent-event.ts";
import { authorizationConfirmed } from "./told-to-billing.ts";

/**
 * Stores the confirmation together with its event, then publishes the event. Once it is stored the answer is 200: an
 * event that could not be published stays in the outbox, and `resend` publishes the same one.
 */
export const confirmAuthorization = handles(
  contract.confirmAuthorization,
  async (call, services: HttpServices & WithPublisher) => {
    const { clientId, authorizationId } = call.path;
    const { row, event } = await untilStored(services.table, async () => {
      const [record, catalog] = await Promise.all([readClientRecord(services.table, clientId), services.readCatalog()]);
      const previous = await readCurrent(services.table, record, authorizationId);
      const insurance = insuranceIn(record, previous.insuranceId);
      const { settings } = catalog;
      const seen = { version: call.ifMatch, actor: call.actor, now: call.now.toISOString(), insurance, settings };
      const decision = decideConfirm(previous, seen);
      const rowOf = (authorization: typeof previous) =>
        trackerRow(rowFacts(record, authorization), { catalog, actor: call.actor, asOf: call.today });
      if (decision.outcome === "ALREADY_CONFIRMED") return { row: rowOf(previous), event: null };

      const { authorization } = decision;
      const unsent = authorizationConfirmed(
        authorization,
        catalog,
        occasion(services, call.now, call.trace.traceparent),
      );
      const audit = auditEntry(call, services, ["authorization", authorizationId], {
        before: previous,
        after: authorization,
        action: "CONFIRMED",
      });
      await saveAuthorization(services.table, { previous, authorization, record, settings, event: unsent, audit });
      return { row: rowOf(authorization), event: unsent };
    });
    if (event !== null) {
      services.measure({ Confirmations: 1 });
      await deliver(services, [event]);
    }
    return ok(row, row.version);
  },
);
