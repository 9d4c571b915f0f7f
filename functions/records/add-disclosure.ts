import * as contract from "../../api/records.ts";
import { requireDisclosureDate } from "../../domain/date-bounds.ts";
import type { Disclosure } from "../../domain/disclosure.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { saveDisclosure } from "../../store/disclosures.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { handles } from "../runtime/handled-route.ts";
import type { Services } from "../runtime/services.ts";

export const addDisclosure = handles(contract.addDisclosure, (call, services: Services) => {
  const { clientId } = call.path;
  requireDisclosureDate(call.today, call.body.disclosedOn);
  const recorded = { recordedAt: call.now.toISOString(), recordedBy: call.actor.userId };
  const disclosure: Disclosure = { disclosureId: services.newId(), clientId, ...call.body, ...recorded };
  const audit = auditEntry(call, services, ["disclosure", disclosure.disclosureId], { after: disclosure });
  const reply = { status: 201 as const, body: disclosure };
  return untilStored(services.table, async () => {
    const record = await readClientRecord(services.table, clientId);
    await saveDisclosure(services.table, { record, disclosure, audit, once: call.recordOf(reply) });
    return reply;
  });
});
