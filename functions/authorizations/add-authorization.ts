import * as contract from "../../api/authorizations.ts";
import { type Authorization, overlapping } from "../../domain/authorization.ts";
import { procedureNamed } from "../../domain/catalog.ts";
import { requireAuthorizable, requireDatesInOrder } from "../../domain/client-insurance.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import * as store from "../../store/authorizations.ts";
import { insuranceIn, readClientRecord, rowFacts } from "../../store/client-record.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { created, handles } from "../runtime/handled-route.ts";
import type { HttpServices, WithBlindIndex } from "../runtime/services.ts";

export const addAuthorization = handles(contract.addAuthorization, (call, services: HttpServices & WithBlindIndex) => {
  const { clientId } = call.path;
  const authorizationId = services.newId();
  return untilStored(services.table, async () => {
    const [record, catalog] = await Promise.all([readClientRecord(services.table, clientId), services.readCatalog()]);
    const insurance = insuranceIn(record, call.body.insuranceId);
    requireAuthorizable(insurance);
    procedureNamed(catalog, call.body.procedure);
    requireDatesInOrder(call.body);
    const at = call.now.toISOString();
    const by = call.actor.userId;
    const authorization: Authorization = {
      authorizationId,
      clientId,
      ...call.body,
      createdAt: at,
      createdBy: by,
      updatedAt: at,
      updatedBy: by,
      version: 1,
    };
    const audit = auditEntry(call, services, {
      action: "CREATED",
      subject: "authorization",
      subjectId: authorizationId,
      before: undefined,
      after: authorization,
    });
    await store.addAuthorization(services.table, services.blindIndex, { authorization, insurance, audit });
    const row = trackerRow(rowFacts(record, authorization), { catalog, actor: call.actor, asOf: call.today });
    const overlaps = overlapping(authorization, [...record.authorizations.values()]);
    const body = { ...row, warnings: overlaps.map((other) => `OVERLAPS:${other.authorizationId}`) };
    return created(body, authorization.version, `/v1/clients/${clientId}/authorizations/${authorizationId}`);
  });
});
