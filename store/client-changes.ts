import type { AuditEntry } from "../domain/audit.ts";
import { LinkedEntry, linked } from "../domain/audit-chain.ts";
import type { ClientRecord, Revision } from "../domain/client-record.ts";
import { sha256 } from "./audit.ts";
import { auditHeadKey, authorizationAuditKey, clientAuditKey, type Key, type RevisedKey } from "./keys.ts";
import { commit, type OpenedTable, type Write } from "./opened-table.ts";
import { outboxEntry, type UnsentEvent } from "./outbox.ts";
import { create, createOrReplace, put, remove, setAttribute } from "./writes.ts";

/** An item of a client. Its key is one that nothing but `changeClient` writes: no other write takes it. */
export interface ClientItem {
  readonly key: RevisedKey;
  readonly kind: string;
  readonly fields: object;
}

/** What follows from a change of a client: all of it is stored, or nothing. */
export interface ClientChange {
  /** Records of what is done once: a first reply, an event that was applied. Their refusal counts before all others. */
  readonly once?: readonly Write[] | undefined;
  readonly puts?: readonly ClientItem[];
  readonly removes?: readonly RevisedKey[];
  /** Sets single attributes of items. */
  readonly sets?: readonly { readonly key: RevisedKey; readonly attribute: string; readonly value: object }[];
  /** Items outside the client's own that follow from the change, or that it depends on: references, lists of all clients. */
  readonly also?: readonly Write[];
  readonly events?: readonly UnsentEvent[];
  readonly audit?: readonly AuditEntry[];
}

/**
 * THE way to write of a client. Everything that it stores was decided on the client as it was read, and the one condition for all
 * of it is that nobody has written of the client since (ADR 53). Answers the revision that it makes.
 *
 * @throws ChangedMeanwhile when somebody has: nothing was written
 */
export async function changeClient(
  table: OpenedTable,
  { revision: { clientId, auditHead } }: Pick<ClientRecord, "revision">,
  { once = [], puts = [], removes = [], sets = [], also = [], events = [], audit = [] }: ClientChange,
): Promise<Revision> {
  const chain = linked(auditHead, audit, sha256);
  await commit(table, [
    ...once,
    ...puts.map(({ key, kind, fields }) => put(free(key), kind, fields)),
    ...removes.map((key) => remove(free(key))),
    ...sets.map(({ key, attribute, value }) => setAttribute(free(key), attribute, value)),
    ...also,
    ...events.map(outboxEntry),
    createOrReplace(free(auditHeadKey(clientId)), "auditHead", chain.head, auditHead.version),
    ...chain.entries.flatMap((entry) => auditWrites(clientId, entry)),
  ]);
  return { clientId, auditHead: chain.head };
}

/** The one place that hands keys of clients' items to writes. */
const free = (key: Key) => key;

/** An entry is never written over, whatever else goes wrong. */
function auditWrites(clientId: string, entry: LinkedEntry): Write[] {
  const { sequence, subject, subjectId } = entry;
  return [
    create(free(clientAuditKey(clientId, sequence)), "audit", LinkedEntry.parse(entry)),
    // A pointer, by which one authorization's entries are found among all of the client's.
    ...(subject === "authorization"
      ? [create(free(authorizationAuditKey(clientId, subjectId, sequence)), "auditOfAuthorization", { sequence })]
      : []),
  ];
}
