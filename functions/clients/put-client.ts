import * as contract from "../../api/clients.ts";
import type { Client } from "../../domain/client.ts";
import { requireBirthDate } from "../../domain/date-bounds.ts";
import { marksKept } from "../../domain/handling.ts";
import { requireSeen } from "../../domain/repeated-change.ts";
import { warningsOfClient } from "../../domain/stranded.ts";
import { nextVersion } from "../../domain/versioned.ts";
import { findClientRecord } from "../../store/client-record.ts";
import { saveClient } from "../../store/clients.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { created, handles, ok } from "../runtime/handled-route.ts";
import type { Services, WithBlindIndex } from "../runtime/services.ts";

export const putClient = handles(contract.putClient, (call, services: Services & WithBlindIndex) => {
  const { clientId } = call.path;
  return untilStored(services.table, async () => {
    const record = await findClientRecord(services.table, clientId);
    const previous = record?.client;
    requireSeen(`The client ${clientId}`, call.ifMatch, previous?.version ?? 0);
    const client = nextVersion<Client>(previous, { clientId, ...call.body, ...marksKept(previous) });
    requireBirthDate(call.today, client, previous);
    if (client !== previous) {
      const audit = auditEntry(call, services, ["client", clientId], { before: previous, after: client });
      await saveClient(services.table, services.blindIndex, { record, client, audit });
    }
    if (record === undefined) return created(client, client.version);
    const warnings = warningsOfClient(client, record.authorizations.values());
    return ok({ ...client, ...(warnings.length > 0 && { warnings }) }, client.version);
  });
});
