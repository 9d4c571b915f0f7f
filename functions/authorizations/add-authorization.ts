import * as contract from "../../api/authorizations.ts";
import type { Authorization } from "../../domain/authorization.ts";
import { procedureNamed } from "../../domain/catalog.ts";
import { requireAuthorizable, requireDatesInOrder } from "../../domain/client-insurance.ts";
import { insuranceIn, rowFacts } from "../../domain/client-record.ts";
import { requireAuthorizationDates } from "../../domain/date-bounds.ts";
import { requireNoDuplicate } from "../../domain/duplicates.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import { saveAuthorization } from "../../store/authorizations.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { created, handles } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { warningsOf } from "./warnings.ts";

export const addAuthorization = handles(contract.addAuthorization, (call, services: HttpServices) => {
  const { clientId } = call.path;
  const authorizationId = services.newId();
  const at = call.now.toISOString();
  const by = call.actor.userId;
  const creation = { expirationDateSince: at, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by, version: 1 };
  const authorization: Authorization = { authorizationId, clientId, ...call.body, ...creation };
  return untilStored(services.table, async () => {
    const [record, catalog] = await Promise.all([readClientRecord(services.table, clientId), services.readCatalog()]);
    const insurance = insuranceIn(record, authorization.insuranceId);
    requireAuthorizable(insurance);
    procedureNamed(catalog, authorization.procedure);
    requireAuthorizationDates(call.today, authorization);
    requireDatesInOrder(authorization);
    requireNoDuplicate(authorization, { others: record.authorizations, settings: catalog.settings });
    const audit = auditEntry(call, services, ["authorization", authorizationId], { after: authorization });
    const row = trackerRow(rowFacts(record, authorization), { catalog, actor: call.actor, asOf: call.today });
    const warnings = await warningsOf(authorization, { record, catalog, table: services.table, today: call.today });
    const location = `/v1/clients/${clientId}/authorizations/${authorizationId}`;
    const reply = created({ ...row, warnings }, authorization.version, location);
    await saveAuthorization(services.table, {
      previous: undefined,
      authorization,
      record,
      settings: catalog.settings,
      audit,
      once: call.recordOf(reply),
    });
    return reply;
  });
});
