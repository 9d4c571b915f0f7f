import type { AuditEntry } from "../domain/audit.ts";
import { type Authorization, duplicateMark } from "../domain/authorization.ts";
import type { ClientInsurance } from "../domain/client-insurance.ts";
import { DomainError } from "../domain/domain-error.ts";
import { auditOfClient } from "./audit.ts";
import type { BlindIndex } from "./blind-index.ts";
import { ChangedMeanwhile } from "./failures.ts";
import { authorizationKey, authorizationReferenceKey, duplicateKey, insuranceKey, insuranceUseKey } from "./keys.ts";
import { commit, type OpenedTable } from "./opened-table.ts";
import { outboxEntry, type UnsentEvent } from "./outbox.ts";
import { addToCount, create, put, replace, requireVersion } from "./writes.ts";

/** Adds an authorization under an insurance as it was read; it is the only one with its number, insurance and procedure. */
export async function addAuthorization(
  table: OpenedTable,
  blindIndex: BlindIndex,
  addition: { authorization: Authorization; insurance: ClientInsurance; audit: AuditEntry },
): Promise<void> {
  const { authorization, insurance } = addition;
  const { clientId, authorizationId, insuranceId } = authorization;
  const mark = duplicateMark(authorization);
  await commit(table, [
    create(
      authorizationKey(clientId, authorizationId),
      "authorization",
      authorization,
      () => new DomainError("IN_USE", `There is an authorization ${authorizationId} already.`),
    ),
    requireVersion(insuranceKey(clientId, insuranceId), insurance.version, () => new ChangedMeanwhile()),
    addToCount(insuranceUseKey(clientId, insuranceId), "insuranceUse", 1),
    put(authorizationReferenceKey(authorization.procedure, authorizationId), "reference", {
      clientId,
      authorizationId,
    }),
    ...(mark === null
      ? []
      : [
          create(
            duplicateKey(blindIndex("authorization", clientId, ...mark)),
            "duplicateGuard",
            { clientId, authorizationId },
            (current) =>
              new DomainError(
                "DUPLICATE_AUTHORIZATION",
                `The authorization ${current?.authorizationId} has this number, insurance and procedure already.`,
              ),
          ),
        ]),
    auditOfClient(clientId, addition.audit),
  ]);
}

/** Stores a confirmation with the event that tells billing: both or neither. */
export async function storeConfirmation(
  table: OpenedTable,
  confirm: { authorization: Authorization; previousVersion: number; event: UnsentEvent; audit: AuditEntry },
): Promise<void> {
  const { clientId, authorizationId } = confirm.authorization;
  await commit(table, [
    replace(
      authorizationKey(clientId, authorizationId),
      "authorization",
      confirm.authorization,
      confirm.previousVersion,
      () => new ChangedMeanwhile(),
    ),
    outboxEntry(confirm.event),
    auditOfClient(clientId, confirm.audit),
  ]);
}
