import * as contract from "../../api/records.ts";
import { marksOf, noHandling, type StoredHandling } from "../../domain/handling.ts";
import { requireVersion } from "../../domain/repeated-change.ts";
import { nextVersion } from "../../domain/versioned.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { saveHandling } from "../../store/handling.ts";
import { untilStored } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { handles } from "../runtime/handled-route.ts";
import type { Services } from "../runtime/services.ts";
import { shown } from "./read-handling.ts";

/** The client carries the marks, so that whoever reads it sees them without a further read. */
export const putHandling = handles(contract.putHandling, (call, services: Services) => {
  const { clientId } = call.path;
  const by = call.actor.userId;
  return untilStored(services.table, async () => {
    const record = await readClientRecord(services.table, clientId);
    const { handling: previous = noHandling(clientId) } = record;
    const same = nextVersion<StoredHandling>(previous, { ...previous, ...call.body });
    const asked = { by, seenVersion: call.ifMatch, changesNothing: same === previous };
    requireVersion(`The handling of the client ${clientId}`, previous, asked);
    if (same === previous) return shown(previous);
    const handling = { ...same, updatedBy: by };
    const { isRestricted: _, isOnLegalHold: __, ...unmarked } = record.client;
    const client = nextVersion(record.client, { ...unmarked, ...marksOf(handling) });
    const changes = [auditEntry(call, services, ["handling", clientId], { before: record.handling, after: handling })];
    if (client !== record.client)
      changes.push(auditEntry(call, services, ["client", clientId], { before: record.client, after: client }));
    await saveHandling(services.table, { record, handling, client, audit: changes });
    return shown(handling);
  });
});
