import type { AuditEntry } from "../domain/audit.ts";
import type { CapFacts } from "../domain/caps-drift.ts";
import type { Revision } from "../domain/client-record.ts";
import { changeClient } from "./client-changes.ts";
import { readClientRecord } from "./client-record.ts";
import { readClosedCaps } from "./history.ts";
import type { OpenedTable } from "./opened-table.ts";
import type { UnsentEvent } from "./outbox.ts";

/** Every authorization and every cap of a client side by side, by authorization id, and the revision in which the client was read. */
export interface ClientCaps {
  readonly facts: ReadonlyMap<string, CapFacts>;
  readonly revision: Revision;
}

/** The client's one Query, then the authorizations and caps of its history: what moves there in between is found there. */
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
  return { facts, revision: record.revision };
}

/** Stores events that are sent to billing again, with who asked for it. */
export async function storeRepair(
  table: OpenedTable,
  client: Pick<ClientCaps, "revision">,
  repair: { readonly events: readonly UnsentEvent[]; readonly audit: AuditEntry },
): Promise<void> {
  await changeClient(table, client, { events: repair.events, audit: [repair.audit] });
}
