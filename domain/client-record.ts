import type { AuditHead } from "./audit-chain.ts";
import type { Authorization } from "./authorization.ts";
import type { Cap } from "./cap.ts";
import type { Client } from "./client.ts";
import type { ClientInsurance } from "./client-insurance.ts";
import { DomainError } from "./domain-error.ts";
import type { StoredHandling } from "./handling.ts";
import type { RowFacts } from "./tracker-row.ts";
import type { AuthorizationBalance } from "./usage.ts";

/**
 * The state of a client that was read. Every write of the client makes the next revision, and is refused unless this one is still
 * the last: so what was decided on a record still holds when it is stored.
 */
export interface Revision {
  readonly clientId: string;
  /** The item that all writes of the client share. */
  readonly auditHead: AuditHead;
}

/** A client with everything that its tracker shows. */
export interface ClientRecord {
  readonly revision: Revision;
  readonly client: Client;
  /** Absent where nothing was ever entered. */
  readonly handling?: StoredHandling;
  readonly insurances: ReadonlyMap<string, ClientInsurance>;
  /** Those that are not discontinued. */
  readonly authorizations: ReadonlyMap<string, Authorization>;
  /** By authorization id; none where no service was ever posted. */
  readonly balances: ReadonlyMap<string, AuthorizationBalance>;
  /** By authorization id. Billing writes them, without a revision of the client. */
  readonly caps: ReadonlyMap<string, Cap>;
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
