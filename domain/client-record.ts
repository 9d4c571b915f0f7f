import type { AuditHead } from "./audit-chain.ts";
import type { Authorization } from "./authorization.ts";
import type { Cap } from "./cap.ts";
import type { Client } from "./client.ts";
import type { ClientInsurance } from "./client-insurance.ts";
import { DomainError } from "./domain-error.ts";
import type { StoredHandling } from "./handling.ts";
import type { RowFacts } from "./tracker-row.ts";
import { Unreadable, type UnreadableItem } from "./unreadable.ts";
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

/** A client with everything that its tracker shows. Without a revision nothing can be changed by it. */
export interface ClientFacts {
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

/** All of a client, as it was at one revision: what a change is decided on. */
export interface ClientRecord extends ClientFacts {
  readonly revision: Revision;
}

/** What of a client can be read, and what is left out, for showing it. */
export interface ShownRecord extends ClientFacts {
  readonly unreadable: readonly UnreadableItem[];
}

/** Everything that one authorization's row is computed from. */
export function rowFacts(record: ClientFacts, authorization: Authorization): RowFacts {
  return {
    authorization,
    insurance: record.insurances.get(authorization.insuranceId),
    balance: record.balances.get(authorization.authorizationId),
    cap: record.caps.get(authorization.authorizationId),
  };
}

/** Throws Unreadable if it is there and can't be read: nobody shall take it for one that is not there. */
export function requireReadable({ unreadable = [] }: Partial<Pick<ShownRecord, "unreadable">>, id: string): void {
  const unread = unreadable.filter((item) => item.id === id);
  if (unread.length > 0) throw new Unreadable(unread);
}

export function insuranceIn(record: ClientFacts & Partial<ShownRecord>, insuranceId: string): ClientInsurance {
  requireReadable(record, insuranceId);
  const insurance = record.insurances.get(insuranceId);
  if (insurance === undefined)
    throw new DomainError("NOT_FOUND", `The client ${record.client.clientId} has no insurance ${insuranceId}.`);
  return insurance;
}
