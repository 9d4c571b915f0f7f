import type { AuditEntry } from "../domain/audit.ts";
import type { ClientRecord } from "../domain/client-record.ts";
import { Disclosure } from "../domain/disclosure.ts";
import { changeClient } from "./client-changes.ts";
import { fieldsOf } from "./items.ts";
import { disclosureKey, disclosurePartition } from "./keys.ts";
import { type OpenedTable, queryPage, type Write } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { table as attributes } from "./table.ts";

export async function saveDisclosure(
  table: OpenedTable,
  saved: { record: ClientRecord; disclosure: Disclosure; audit: AuditEntry; once: readonly Write[] },
): Promise<void> {
  const { record, disclosure, audit, once } = saved;
  const { clientId, disclosedOn, disclosureId } = disclosure;
  const key = disclosureKey(clientId, disclosedOn, disclosureId);
  await changeClient(table, record, { once, puts: [{ key, kind: "disclosure", fields: disclosure }], audit: [audit] });
}

/** Disclosures of a client, the latest day first, and the place before which the next page begins. */
export async function readDisclosures(
  table: OpenedTable,
  clientId: string,
  { limit, before }: { readonly limit: number; readonly before: string | undefined },
): Promise<{ disclosures: Disclosure[]; next: string | null }> {
  const partition = disclosurePartition(clientId);
  const { items, lastKey } = await queryPage(table, {
    ...inPartition(partition),
    ScanIndexForward: false,
    Limit: limit,
    ExclusiveStartKey:
      before === undefined ? undefined : { [attributes.partitionKey]: partition, [attributes.sortKey]: before },
  });
  return {
    disclosures: items.map((stored) => fieldsOf(stored, Disclosure)),
    next: lastKey === undefined ? null : String(lastKey[attributes.sortKey]),
  };
}
