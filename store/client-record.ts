import type * as z from "zod/mini";
import type { AuditHead } from "../domain/audit-chain.ts";
import { Authorization } from "../domain/authorization.ts";
import { Cap } from "../domain/cap.ts";
import { Client } from "../domain/client.ts";
import { ClientInsurance } from "../domain/client-insurance.ts";
import { DomainError } from "../domain/domain-error.ts";
import type { RowFacts } from "../domain/tracker-row.ts";
import { AuthorizationBalance } from "../domain/usage.ts";
import { auditHeadOf } from "./audit.ts";
import { fieldsOf } from "./items.ts";
import { clientPartition } from "./keys.ts";
import { type OpenedTable, queryAll } from "./opened-table.ts";
import { table as attributes } from "./table.ts";

/** A client with everything that its tracker shows. */
export interface ClientRecord {
  readonly client: Client;
  readonly insurances: ReadonlyMap<string, ClientInsurance>;
  /** Those that are not discontinued. */
  readonly authorizations: ReadonlyMap<string, Authorization>;
  /** By authorization id; none where no service was ever posted. */
  readonly balances: ReadonlyMap<string, AuthorizationBalance>;
  /** By authorization id. */
  readonly caps: ReadonlyMap<string, Cap>;
  /** Where the client's audit ends: every write that adds to it names this head. */
  readonly auditHead: AuditHead;
}

const shown = ["client", "insurance", "authorization", "balance", "cap"] as const;
/** Guards that writes hold on to; nothing of them is shown. */
const guards = ["insuranceUse", "auditHead"] as const;
const known: ReadonlySet<unknown> = new Set([...shown, ...guards]);

/** ONE Query, consistent: what was saved is shown. Throws NOT_FOUND when there is no such client. */
export async function readClientRecord(table: OpenedTable, clientId: string): Promise<ClientRecord> {
  const record = await findClientRecord(table, clientId);
  if (record === undefined) throw new DomainError("NOT_FOUND", `There is no client ${clientId}.`);
  return record;
}

/** The same for a client that may not be there. */
export async function findClientRecord(table: OpenedTable, clientId: string): Promise<ClientRecord | undefined> {
  const items = await queryAll(table, {
    KeyConditionExpression: "#pk = :pk",
    ExpressionAttributeNames: { "#pk": attributes.partitionKey },
    ExpressionAttributeValues: { ":pk": clientPartition(clientId) },
  });
  const unknown = items.find((stored) => !known.has(stored.kind));
  if (unknown !== undefined) throw new Error(`The client ${clientId} has an item of unknown kind ${unknown.kind}.`);
  const all = <Schema extends z.ZodMiniType>(kind: (typeof shown)[number], schema: Schema) =>
    items.filter((stored) => stored.kind === kind).map((stored) => fieldsOf(stored, schema));
  const [client] = all("client", Client);
  if (client === undefined) return undefined;
  return {
    client,
    insurances: new Map(all("insurance", ClientInsurance).map((insurance) => [insurance.insuranceId, insurance])),
    authorizations: new Map(
      all("authorization", Authorization).map((authorization) => [authorization.authorizationId, authorization]),
    ),
    balances: new Map(all("balance", AuthorizationBalance).map((balance) => [balance.authorizationId, balance])),
    caps: new Map(all("cap", Cap).map((cap) => [cap.authorizationId, cap])),
    auditHead: auditHeadOf(
      clientId,
      items.find(({ kind }) => kind === "auditHead"),
    ),
  };
}

/** Everything that one authorization's row is computed from. */
export function rowFacts(record: ClientRecord, authorization: Authorization): RowFacts {
  return {
    authorization,
    insurance: record.insurances.get(authorization.insuranceId),
    balance: record.balances.get(authorization.authorizationId),
    cap: record.caps.get(authorization.authorizationId),
  };
}

export function insuranceIn(record: ClientRecord, insuranceId: string): ClientInsurance {
  const insurance = record.insurances.get(insuranceId);
  if (insurance === undefined)
    throw new DomainError("NOT_FOUND", `The client ${record.client.clientId} has no insurance ${insuranceId}.`);
  return insurance;
}
