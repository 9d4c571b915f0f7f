import * as contract from "../../api/authorizations.ts";
import { changedAuthorization } from "../../domain/authorization.ts";
import { isSameProcedure, procedureNamed } from "../../domain/catalog.ts";
import { requireAuthorizable, requireDatesInOrder } from "../../domain/client-insurance.ts";
import { insuranceIn, rowFacts } from "../../domain/client-record.ts";
import { requireAuthorizationDates } from "../../domain/date-bounds.ts";
import { requireNoDuplicate } from "../../domain/duplicates.ts";
import { requireVersion } from "../../domain/repeated-change.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import { saveAuthorization } from "../../store/authorizations.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { readCurrent } from "../../store/history.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { mayStrand, strandedWarnings, warningsOf } from "./warnings.ts";

export const changeAuthorization = handles(contract.changeAuthorization, (call, services: HttpServices) => {
  const { clientId, authorizationId } = call.path;
  return untilStored(services.table, async () => {
    const [record, catalog] = await Promise.all([readClientRecord(services.table, clientId), services.readCatalog()]);
    const previous = await readCurrent(services.table, record, authorizationId);
    const by = call.actor.userId;
    const authorization = changedAuthorization(previous, call.body, { at: call.now.toISOString(), by });
    const asked = { by, seenVersion: call.ifMatch, changesNothing: authorization === previous };
    requireVersion(`The authorization ${authorizationId}`, previous, asked);
    const insurance = insuranceIn(record, authorization.insuranceId);
    if (authorization.insuranceId !== previous.insuranceId) requireAuthorizable(insurance);
    if (!isSameProcedure(authorization.procedure, previous.procedure)) procedureNamed(catalog, authorization.procedure);
    requireAuthorizationDates(call.today, authorization, previous);
    requireDatesInOrder(authorization);
    requireNoDuplicate(authorization, { others: record.authorizations, settings: catalog.settings }, previous);
    // Read before storing: a read that failed afterwards would look like a refusal of a change that was stored.
    const saved = { record, catalog, table: services.table, today: call.today };
    const warnings = [
      ...(await warningsOf(authorization, saved)),
      ...(mayStrand(call.body) ? await strandedWarnings(authorization, saved) : []),
    ];
    if (authorization !== previous) {
      const audit = auditEntry(call, services, ["authorization", authorizationId], {
        before: previous,
        after: authorization,
      });
      await saveAuthorization(services.table, { previous, authorization, record, settings: catalog.settings, audit });
    }
    const row = trackerRow(rowFacts(record, authorization), { catalog, actor: call.actor, asOf: call.today });
    return ok({ ...row, warnings }, authorization.version);
  });
});
