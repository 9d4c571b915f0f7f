import * as z from "zod/mini";
import type { AuditEntry } from "../domain/audit.ts";
import type { AuditHead } from "../domain/audit-chain.ts";
import type { ClientInsurance } from "../domain/client-insurance.ts";
import { DomainError } from "../domain/domain-error.ts";
import { auditOfClient } from "./audit.ts";
import { requireEntry } from "./catalog.ts";
import type { ClientRecord } from "./client-record.ts";
import { ChangedMeanwhile } from "./failures.ts";
import { fieldsOf } from "./items.ts";
import { insuranceKey, insuranceReferenceKey, insuranceUseKey, referencePartition } from "./keys.ts";
import { commit, type OpenedTable, queryPage, type Write } from "./opened-table.ts";
import { table as attributes } from "./table.ts";
import { createOrReplace, put, remove, removeUncounted, removeVersion } from "./writes.ts";

/** An insurance as it is from now on, and what the audit tells of that. */
export interface SavedInsurance {
  readonly insurance: ClientInsurance;
  readonly audit: AuditEntry;
}

/** Adds or changes insurances of the client as it was read, all or nothing. */
export async function saveInsurances(
  table: OpenedTable,
  record: ClientRecord,
  saved: readonly SavedInsurance[],
  replyRecord: readonly Write[] = [],
): Promise<void> {
  const audits = saved.map(({ audit }) => audit);
  await commit(table, [
    ...replyRecord,
    ...saved.flatMap(({ insurance }) => insuranceWrites(record.insurances.get(insurance.insuranceId), insurance)),
    ...auditOfClient(record.client.clientId, record.auditHead, ...audits),
  ]);
}

function insuranceWrites(previous: ClientInsurance | undefined, insurance: ClientInsurance): Write[] {
  const { clientId, insuranceId, payerId } = insurance;
  const at = insuranceKey(clientId, insuranceId);
  const saved = createOrReplace(at, "insurance", insurance, previous?.version ?? 0, () => new ChangedMeanwhile());
  if (previous?.payerId === payerId) return [saved];
  return [
    saved,
    requireEntry({ payerId }),
    ...(previous === undefined ? [] : [remove(insuranceReferenceKey(previous.payerId, insuranceId))]),
    put(insuranceReferenceKey(payerId, insuranceId), "reference", { clientId, insuranceId }),
  ];
}

/** Deletes an insurance; refused while it has authorizations, discontinued ones included, or had one that was confirmed. */
export async function deleteInsurance(
  table: OpenedTable,
  change: { insurance: ClientInsurance; audit: AuditEntry; auditHead: AuditHead },
): Promise<void> {
  const { clientId, insuranceId, version, payerId } = change.insurance;
  await commit(table, [
    removeUncounted(
      insuranceUseKey(clientId, insuranceId),
      () =>
        new DomainError("IN_USE", `The insurance ${insuranceId} has authorizations, or had one that was confirmed.`),
    ),
    removeVersion(insuranceKey(clientId, insuranceId), version, () => new ChangedMeanwhile()),
    remove(insuranceReferenceKey(payerId, insuranceId)),
    ...auditOfClient(clientId, change.auditHead, change.audit),
  ]);
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
    KeyConditionExpression: "#pk = :pk",
    ExpressionAttributeNames: { "#pk": attributes.partitionKey },
    ExpressionAttributeValues: { ":pk": referencePartition({ payerId }) },
    ...(afterInsuranceId !== undefined && {
      ExclusiveStartKey: { ...insuranceReferenceKey(payerId, afterInsuranceId) },
    }),
    Limit: limit,
  });
  return items.map((stored) => fieldsOf(stored, InsuranceReference));
}
