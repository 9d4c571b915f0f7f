import type { AuditEntry } from "../domain/audit.ts";
import type { AuditHead } from "../domain/audit-chain.ts";
import type { CapFacts } from "../domain/caps-drift.ts";
import { auditOfClient } from "./audit.ts";
import { readClientRecord } from "./client-record.ts";
import { readClosedCaps } from "./history.ts";
import { commit, type OpenedTable } from "./opened-table.ts";
import { outboxEntry, type UnsentEvent } from "./outbox.ts";

/** Every authorization and every cap of a client side by side, by authorization id, and where the client's audit ends. */
export interface ClientCaps {
  readonly facts: ReadonlyMap<string, CapFacts>;
  readonly auditHead: AuditHead;
}

/** The client's one Query, then authorizations and caps of its history: what moves there in between is found there. */
export async function readClientCaps(table: OpenedTable, clientId: string): Promise<ClientCaps> {
  const record = await readClientRecord(table, clientId);
  const closed = await readClosedCaps(table, clientId);
  const authorizations = new Map([...record.authorizations, ...closed.authorizations]);
  const caps = new Map([...record.caps, ...closed.caps]);
  const ids = new Set([...authorizations.keys(), ...caps.keys()]);
  const facts = new Map(
    [...ids].map((authorizationId) => [
      authorizationId,
      {
        clientId,
        authorizationId,
        authorization: authorizations.get(authorizationId),
        cap: caps.get(authorizationId),
      },
    ]),
  );
  return { facts, auditHead: record.auditHead };
}

/**
 * Stores events that tell billing something again, with who asked for it. Refused as outrun when anything of the client was
 * changed since its audit head was read, and so the authorization that the events tell of.
 */
export async function storeRepair(
  table: OpenedTable,
  repair: {
    readonly clientId: string;
    readonly events: readonly UnsentEvent[];
    readonly audit: AuditEntry;
    readonly auditHead: AuditHead;
  },
): Promise<void> {
  await commit(table, [
    ...repair.events.map(outboxEntry),
    ...auditOfClient(repair.clientId, repair.auditHead, repair.audit),
  ]);
}
