import * as contract from "../../api/client-insurances.ts";
import { payerNamed } from "../../domain/catalog.ts";
import {
  type ClientInsurance,
  priorAuthsMark,
  requireDatesInOrder,
  subscriberFromClient,
} from "../../domain/client-insurance.ts";
import { requireInsuranceDates } from "../../domain/date-bounds.ts";
import { requireFreePriority } from "../../domain/duplicates.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { saveInsurances } from "../../store/insurances.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { created, handles } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { shownInsurance } from "./shown-insurance.ts";

export const addClientInsurance = handles(contract.addClientInsurance, (call, services: HttpServices) => {
  const { clientId } = call.path;
  const { populateSubscriberFromClient, priorAuthsRequired, subscriber, ...entered } = call.body;
  const insuranceId = services.newId();
  return untilStored(services.table, async () => {
    const [record, catalog] = await Promise.all([readClientRecord(services.table, clientId), services.readCatalog()]);
    const payer = payerNamed(catalog, entered.payerId);
    requireInsuranceDates(call.today, call.body);
    requireDatesInOrder(entered);
    const populated = populateSubscriberFromClient ? subscriberFromClient(record.client, subscriber) : subscriber;
    const insurance: ClientInsurance = {
      insuranceId,
      clientId,
      ...entered,
      status: "ACTIVE",
      ...priorAuthsMark(priorAuthsRequired, payer),
      ...(populated !== undefined && { subscriber: populated }),
      updatedBy: call.actor.userId,
      version: 1,
    };
    requireFreePriority(record.insurances.values(), insurance);
    const audit = auditEntry(call, services, ["insurance", insuranceId], { after: insurance });
    const location = `/v1/clients/${clientId}/insurances/${insuranceId}`;
    const reply = created(shownInsurance(insurance, catalog, call.today), insurance.version, location);
    await saveInsurances(services.table, record, [{ insurance, audit }], call.recordOf(reply));
    return reply;
  });
});
