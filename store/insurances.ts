import * as z from "zod/mini";
import type { AuditEntry } from "../domain/audit.ts";
import type { AuditHead } from "../domain/audit-chain.ts";
import type { ClientInsurance } from "../domain/client-insurance.ts";
import { DomainError } from "../domain/domain-error.ts";
import { auditOfClient } from "./audit.ts";
import type { ClientRecord } from "./client-record.ts";
import { ChangedMeanwhile } from "./failures.ts";
import { fieldsOf } from "./items.ts";
import { insuranceKey, insuranceReferenceKey, insuranceUseKey, priorityKey, referencePartition } from "./keys.ts";
import { commit, type OpenedTable, queryPage, type Write } from "./opened-table.ts";
import { table as attributes } from "./table.ts";
import { create, createOrReplace, put, remove, removeUncounted, removeVersion } from "./writes.ts";

/** The priority that an insurance holds among the active ones; null: none. */
const heldPriority = (insurance: ClientInsurance | undefined) =>
  insurance?.status === "ACTIVE" ? insurance.priority : null;

/**
 * Adds or changes an insurance of the client as it was read; two active ones never share a priority, however close together
 * they come.
 */
export async function saveInsurance(
  table: OpenedTable,
  change: {
    record: ClientRecord;
    insurance: ClientInsurance;
    audit: AuditEntry;
    replyRecord?: readonly Write[];
  },
): Promise<void> {
  const { record, insurance, replyRecord = [] } = change;
  const { clientId, insuranceId } = insurance;
  const previous = record.insurances.get(insuranceId);
  const writes: Write[] = [
    ...replyRecord,
    createOrReplace(
      insuranceKey(clientId, insuranceId),
      "insurance",
      insurance,
      previous?.version ?? 0,
      () => new ChangedMeanwhile(),
    ),
    ...auditOfClient(clientId, record.auditHead, change.audit),
  ];
  const was = heldPriority(previous);
  const is = heldPriority(insurance);
  if (was !== is) {
    if (was !== null) writes.push(remove(priorityKey(clientId, was)));
    if (is !== null)
      writes.push(create(priorityKey(clientId, is), "priority", { insuranceId }, () => new ChangedMeanwhile()));
  }
  if (previous?.payerId !== insurance.payerId) {
    if (previous !== undefined) writes.push(remove(insuranceReferenceKey(previous.payerId, insuranceId)));
    writes.push(put(insuranceReferenceKey(insurance.payerId, insuranceId), "reference", { clientId, insuranceId }));
  }
  await commit(table, writes);
}

/** Deletes an insurance; refused while it has authorizations, discontinued ones included, or had one that was confirmed. */
export async function deleteInsurance(
  table: OpenedTable,
  change: { insurance: ClientInsurance; audit: AuditEntry; auditHead: AuditHead },
): Promise<void> {
  const { clientId, insuranceId, version, payerId } = change.insurance;
  const held = heldPriority(change.insurance);
  await commit(table, [
    removeUncounted(
      insuranceUseKey(clientId, insuranceId),
      () =>
        new DomainError("IN_USE", `The insurance ${insuranceId} has authorizations, or had one that was confirmed.`),
    ),
    removeVersion(insuranceKey(clientId, insuranceId), version, () => new ChangedMeanwhile()),
    remove(insuranceReferenceKey(payerId, insuranceId)),
    ...(held === null ? [] : [remove(priorityKey(clientId, held))]),
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
