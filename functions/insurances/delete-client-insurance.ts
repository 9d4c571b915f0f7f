import * as contract from "../../api/client-insurances.ts";
import { insuranceIn } from "../../domain/client-record.ts";
import { versionConflict } from "../../domain/domain-error.ts";
import { requireUnused } from "../../domain/duplicates.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { readClosedCaps } from "../../store/history.ts";
import { deleteInsurance } from "../../store/insurances.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { handles, noContent } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const deleteClientInsurance = handles(contract.deleteClientInsurance, (call, services: HttpServices) => {
  const { clientId, insuranceId } = call.path;
  return untilStored(services.table, async () => {
    const record = await readClientRecord(services.table, clientId);
    const insurance = insuranceIn(record, insuranceId);
    if (insurance.version !== call.ifMatch) throw versionConflict(`The insurance ${insuranceId}`, insurance.version);
    const history = await readClosedCaps(services.table, clientId);
    requireUnused(insuranceId, {
      authorizations: [...record.authorizations.values(), ...history.authorizations.values()],
      caps: [...record.caps.values(), ...history.caps.values()],
    });
    const audit = auditEntry(call, services, ["insurance", insuranceId], { before: insurance });
    await deleteInsurance(services.table, record, { insurance, audit });
    return noContent();
  });
});
