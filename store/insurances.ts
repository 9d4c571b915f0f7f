import * as z from "zod/mini";
import type { AuditEntry } from "../domain/audit.ts";
import type { ClientInsurance } from "../domain/client-insurance.ts";
import type { ClientRecord } from "../domain/client-record.ts";
import { requireEntry } from "./catalog.ts";
import { changeClient } from "./client-changes.ts";
import { fieldsOf } from "./items.ts";
import { insuranceKey, insuranceReferenceKey, referencePartition } from "./keys.ts";
import { type OpenedTable, queryPage, type Write } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { put, remove } from "./writes.ts";

/** An insurance after its change, and the audit entry of it. */
export interface SavedInsurance {
  readonly insurance: ClientInsurance;
  readonly audit: AuditEntry;
}

/** Adds or changes insurances of the client. */
export async function saveInsurances(
  table: OpenedTable,
  record: ClientRecord,
  saved: readonly SavedInsurance[],
  once: readonly Write[] = [],
): Promise<void> {
  const is = saved.map(({ insurance }) => insurance);
  await changeClient(table, record, {
    once,
    puts: is.map((fields) => ({ key: keyOf(fields), kind: "insurance", fields })),
    also: is.flatMap((insurance) => movedReference(record.insurances.get(insurance.insuranceId), insurance)),
    audit: saved.map(({ audit }) => audit),
  });
}

const keyOf = ({ clientId, insuranceId }: ClientInsurance) => insuranceKey(clientId, insuranceId);
const referenceKeyOf = ({ payerId, insuranceId }: ClientInsurance) => insuranceReferenceKey(payerId, insuranceId);

function movedReference(previous: ClientInsurance | undefined, insurance: ClientInsurance): Write[] {
  const { clientId, insuranceId, payerId } = insurance;
  if (previous?.payerId === payerId) return [];
  return [
    requireEntry({ payerId }),
    ...(previous === undefined ? [] : [remove(referenceKeyOf(previous))]),
    put(referenceKeyOf(insurance), "reference", { clientId, insuranceId }),
  ];
}

export async function deleteInsurance(
  table: OpenedTable,
  record: ClientRecord,
  { insurance, audit }: SavedInsurance,
): Promise<void> {
  const also = [remove(referenceKeyOf(insurance))];
  await changeClient(table, record, { removes: [keyOf(insurance)], also, audit: [audit] });
}

const InsuranceReference = z.object({ clientId: z.string(), insuranceId: z.string() });
export type InsuranceReference = z.infer<typeof InsuranceReference>;

/** A page of the insurances that refer to a payer, with their clients, in the order of insurance ids. */
export async function readInsurancesOfPayer(
  table: OpenedTable,
  payerId: string,
  page: { readonly limit: number; readonly afterInsuranceId: string | undefined },
): Promise<InsuranceReference[]> {
  const { afterInsuranceId, limit } = page;
  const { items } = await queryPage(table, {
    ...inPartition(referencePartition({ payerId })),
    ...(afterInsuranceId !== undefined && {
      ExclusiveStartKey: { ...insuranceReferenceKey(payerId, afterInsuranceId) },
    }),
    Limit: limit,
  });
  return items.map((stored) => fieldsOf(stored, InsuranceReference));
}
