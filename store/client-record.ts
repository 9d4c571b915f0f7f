import type * as z from "zod/mini";
import { Authorization } from "../domain/authorization.ts";
import { Cap } from "../domain/cap.ts";
import { Client } from "../domain/client.ts";
import { ClientInsurance } from "../domain/client-insurance.ts";
import type { ClientRecord } from "../domain/client-record.ts";
import { DomainError } from "../domain/domain-error.ts";
import { StoredHandling } from "../domain/handling.ts";
import { AuthorizationBalance } from "../domain/usage.ts";
import { auditHeadOf } from "./audit.ts";
import { fieldsOf } from "./items.ts";
import { clientPartition } from "./keys.ts";
import { type OpenedTable, queryAll } from "./opened-table.ts";
import { inPartition } from "./partition.ts";

const shown = ["client", "insurance", "authorization", "balance", "cap", "handling"] as const;
/** `insuranceUse` and `priority` are of before every write of a client held its revision: nobody reads them any more. */
const known: ReadonlySet<unknown> = new Set([...shown, "auditHead", "deletedClient", "insuranceUse", "priority"]);

/** ONE Query, consistent: what was saved is shown. Throws NOT_FOUND when there is no such client. */
export async function readClientRecord(table: OpenedTable, clientId: string): Promise<ClientRecord> {
  const record = await findClientRecord(table, clientId);
  if (record === undefined) throw new DomainError("NOT_FOUND", `There is no client ${clientId}.`);
  return record;
}

/** The same for a client that may not be there. */
export async function findClientRecord(table: OpenedTable, clientId: string): Promise<ClientRecord | undefined> {
  const items = await queryAll(table, inPartition(clientPartition(clientId)));
  const unknown = items.find((stored) => !known.has(stored.kind));
  if (unknown !== undefined) throw new Error(`The client ${clientId} has an item of unknown kind ${unknown.kind}.`);
  const all = <Schema extends z.ZodMiniType>(kind: (typeof shown)[number], schema: Schema) =>
    items.filter((stored) => stored.kind === kind).map((stored) => fieldsOf(stored, schema));
  const [client] = all("client", Client);
  if (client === undefined) return undefined;
  const auditHead = auditHeadOf(
    clientId,
    items.find(({ kind }) => kind === "auditHead"),
  );
  const [handling] = all("handling", StoredHandling);
  return {
    revision: { clientId, auditHead },
    client,
    ...(handling !== undefined && { handling }),
    insurances: new Map(all("insurance", ClientInsurance).map((insurance) => [insurance.insuranceId, insurance])),
    authorizations: new Map(
      all("authorization", Authorization).map((authorization) => [authorization.authorizationId, authorization]),
    ),
    balances: new Map(all("balance", AuthorizationBalance).map((balance) => [balance.authorizationId, balance])),
    caps: new Map(all("cap", Cap).map((cap) => [cap.authorizationId, cap])),
  };
}
