import * as contract from "../../api/client-insurances.ts";
import { payerNamed } from "../../domain/catalog.ts";
import { changedInsurance, requireDatesInOrder } from "../../domain/client-insurance.ts";
import { insuranceIn } from "../../domain/client-record.ts";
import { requireInsuranceDates } from "../../domain/date-bounds.ts";
import { changedTogether } from "../../domain/duplicates.ts";
import { requireVersion } from "../../domain/repeated-change.ts";
import { requirePayerKept, warningsOfInsurance } from "../../domain/stranded.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { saveInsurances } from "../../store/insurances.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { shownInsurance } from "./shown-insurance.ts";

export const changeClientInsurance = handles(contract.changeClientInsurance, (call, services: HttpServices) => {
  const { clientId, insuranceId } = call.path;
  return untilStored(services.table, async () => {
    const [record, catalog] = await Promise.all([readClientRecord(services.table, clientId), services.readCatalog()]);
    const previous = insuranceIn(record, insuranceId);
    const insurance = changedInsurance(previous, call.body, record.client);
    const asked = { by: call.actor.userId, seenVersion: call.ifMatch, changesNothing: insurance === previous };
    requireVersion(`The insurance ${insuranceId}`, previous, asked);
    if (insurance.payerId !== previous.payerId) payerNamed(catalog, insurance.payerId);
    requirePayerKept(previous, insurance, record.authorizations.values());
    requireInsuranceDates(call.today, insurance, previous);
    requireDatesInOrder(insurance);
    const changed = changedTogether(record.insurances, insurance, call.body.swapPriority === true).map((each) => {
      const after = { ...each, updatedBy: asked.by };
      const before = record.insurances.get(each.insuranceId);
      return {
        insurance: after,
        audit: auditEntry(call, services, ["insurance", each.insuranceId], { before, after }),
      };
    });
    if (changed.length > 0) await saveInsurances(services.table, record, changed);
    const warnings = warningsOfInsurance(insurance, record.authorizations.values());
    return ok(
      { ...shownInsurance(insurance, catalog, call.today), ...(warnings.length > 0 && { warnings }) },
      insurance.version,
    );
  });
});
