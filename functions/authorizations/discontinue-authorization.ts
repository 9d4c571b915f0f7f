import * as contract from "../../api/authorizations.ts";
import { discontinuedAuthorization, isDiscontinuedSo, requireCurrent } from "../../domain/authorization.ts";
import { versionConflict } from "../../domain/domain-error.ts";
import { isOwnChange } from "../../domain/repeated-change.ts";
import { type RowFacts, trackerRow } from "../../domain/tracker-row.ts";
import { storeDiscontinued } from "../../store/authorizations.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { readRowFacts } from "../../store/history.ts";
import { untilStored } from "../../store/opened-table.ts";
import { authorizationDiscontinued } from "../confirm/told-to-billing.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { deliver } from "../runtime/outbox-delivery.ts";
import type { HttpServices, WithPublisher } from "../runtime/services.ts";
import { occasion } from "../runtime/unsent-event.ts";
import { strandedWarnings } from "./warnings.ts";

/**
 * Like a confirm: stored together with its event, which is published now or by `resend`. If the reply was lost and the request
 * comes again, it is answered with what is stored.
 */
export const discontinueAuthorization = handles(
  contract.discontinueAuthorization,
  async (call, services: HttpServices & WithPublisher) => {
    const { clientId, authorizationId } = call.path;
    const now = call.now.toISOString();
    const discontinuation = { at: now, by: call.actor.userId, ...call.body };
    const { body, event } = await untilStored(services.table, async () => {
      const [record, catalog] = await Promise.all([readClientRecord(services.table, clientId), services.readCatalog()]);
      const standing = await readRowFacts(services.table, record, authorizationId);
      const previous = standing.authorization;
      const reply = async (facts: RowFacts) => {
        const released = facts.authorization.discontinued?.effect === "RELEASE";
        const saved = { catalog, table: services.table };
        const warnings = released ? await strandedWarnings(facts.authorization, saved) : [];
        return { ...trackerRow(facts, { catalog, actor: call.actor, asOf: call.today }), warnings };
      };
      if (
        isDiscontinuedSo(previous, discontinuation) &&
        isOwnChange(previous, { seenVersion: call.ifMatch, by: discontinuation.by })
      )
        return { body: await reply(standing), event: undefined };
      requireCurrent(previous);
      if (previous.version !== call.ifMatch)
        throw versionConflict(`The authorization ${authorizationId}`, previous.version);
      const authorization = discontinuedAuthorization(previous, discontinuation);
      const unsent =
        previous.confirmation === undefined
          ? undefined
          : authorizationDiscontinued(authorization, occasion(services, call.now, call.trace.traceparent));
      const audit = auditEntry(call, services, ["authorization", authorizationId], {
        before: previous,
        after: authorization,
        action: "DISCONTINUED",
      });
      // Read before storing: a read that failed afterwards would look like a refusal of a change that was stored.
      const body = await reply({ ...standing, authorization });
      await storeDiscontinued(services.table, { previous, authorization, record, event: unsent, audit });
      return { body, event: unsent };
    });
    if (event !== undefined) await deliver(services, [event]);
    return ok(body, body.version);
  },
);
