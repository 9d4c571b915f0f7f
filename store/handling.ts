import type { AuditEntry } from "../domain/audit.ts";
import type { Client } from "../domain/client.ts";
import type { ClientRecord } from "../domain/client-record.ts";
import type { StoredHandling } from "../domain/handling.ts";
import { changeClient } from "./client-changes.ts";
import { clientKey, handlingKey } from "./keys.ts";
import type { OpenedTable } from "./opened-table.ts";

/** Stores how a client's record is to be handled, and the client with the marks of it. */
export async function saveHandling(
  table: OpenedTable,
  saved: { record: ClientRecord; handling: StoredHandling; client: Client; audit: readonly AuditEntry[] },
): Promise<void> {
  const { record, handling, client, audit } = saved;
  const { clientId } = client;
  await changeClient(table, record, {
    puts: [
      { key: handlingKey(clientId), kind: "handling", fields: handling },
      ...(client === record.client ? [] : [{ key: clientKey(clientId), kind: "client", fields: client }]),
    ],
    audit,
  });
}
