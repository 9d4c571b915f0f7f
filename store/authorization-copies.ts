import * as z from "zod/mini";
import type { AuditEntry } from "../domain/audit.ts";
import type { Authorization } from "../domain/authorization.ts";
import { AuthorizationCopy, CopyResult } from "../domain/authorization-copy.ts";
import type { ClientRecord } from "../domain/client-record.ts";
import type { TrackerSettings } from "../domain/status.ts";
import type { UnreadableItem } from "../domain/unreadable.ts";
import { saveAuthorization } from "./authorizations.ts";
import { changeClient } from "./client-changes.ts";
import type { StoredItem } from "./failures.ts";
import { fieldsOf, readableOf } from "./items.ts";
import {
  copyKey,
  copyPartition,
  copyPlan,
  copyPortionKey,
  copyResultKey,
  copyResultPrefix,
  type Key,
  referencePartition,
} from "./keys.ts";
import { commit, getItem, getItems, type OpenedTable, queryAll, queryPage, type Write } from "./opened-table.ts";
import { outboxEntry, type UnsentEvent } from "./outbox.ts";
import { inPartition } from "./partition.ts";
import { table as attributes } from "./table.ts";
import { create, put, replace } from "./writes.ts";

/** The results of a copy can be read for 90 days; the audit has each authorization for ever. */
const keptSeconds = 90 * 86_400;

const expiryOf = ({ createdAt }: AuthorizationCopy) => Math.floor(Date.parse(createdAt) / 1000) + keptSeconds;

/** All items of a copy expire at the same time. */
const kept = (copy: AuthorizationCopy, fields: object) => ({ ...fields, [attributes.timeToLive]: expiryOf(copy) });

export async function readCopy(
  table: OpenedTable,
  copyId: string,
  nowEpochSeconds: number,
): Promise<AuthorizationCopy | undefined> {
  const stored = await getItem(table, copyKey(copyId));
  const copy = stored === undefined ? undefined : fieldsOf(stored, AuthorizationCopy);
  return copy === undefined || expiryOf(copy) <= nowEpochSeconds ? undefined : copy;
}

/** A portion of the targets, with the first of them in its key, so that the plan's next portion is found from a target. */
const Portion = z.strictObject({ clientIds: z.array(z.string()) });

function portionWrites(copy: AuthorizationCopy, planId: string, portions: readonly (readonly string[])[]): Write[] {
  return portions.map((clientIds) =>
    put(copyPortionKey(copy.copyId, planId, clientIds[0] ?? ""), "copyPortion", kept(copy, { clientIds })),
  );
}

/** Stores a copy with the event that begins it, the targets as far as they are known, and the audit entry of its source. */
export async function storeStartedCopy(
  table: OpenedTable,
  start: {
    copy: AuthorizationCopy;
    portions: readonly (readonly string[])[];
    event: UnsentEvent;
    audit: AuditEntry;
    source: ClientRecord;
    once: readonly Write[];
  },
): Promise<void> {
  const { copy, portions, source, once, event, audit } = start;
  const exists = () => new Error(`The copy ${copy.copyId} exists already.`);
  await changeClient(table, source, {
    once,
    also: [
      create(copyKey(copy.copyId), "copy", kept(copy, copy), exists),
      ...(copy.plan === null ? [] : portionWrites(copy, copy.plan.planId, portions)),
    ],
    events: [event],
    audit: [audit],
  });
}

/** Portions of one transaction: 25 of 100 ids of 64 characters are 165 KB, far below the 4 MB that one takes. */
const mostPortionsAtOnce = 25;

/**
 * Stores the targets. A plan counts once the copy that names it is stored (`storeCopyProgress`): of two workers that plan at the
 * same time one wins, and nobody reads the other's portions.
 */
export async function storePortions(
  table: OpenedTable,
  copy: AuthorizationCopy,
  planId: string,
  portions: readonly (readonly string[])[],
): Promise<void> {
  for (let first = 0; first < portions.length; first += mostPortionsAtOnce)
    await commit(table, portionWrites(copy, planId, portions.slice(first, first + mostPortionsAtOnce)));
}

/** The first portion whose targets are not counted yet. */
export async function nextPortion(table: OpenedTable, copy: AuthorizationCopy): Promise<string[]> {
  const { copyId, plan, countedThrough } = copy;
  if (plan === null) throw new Error(`The copy ${copyId} has no plan.`);
  const { items } = await queryPage(table, {
    ...inPartition(copyPartition(copyId), { prefix: `${copyPlan(plan.planId)}#` }),
    // The last target of a portion sorts after its first, which is its key, and before that of the next.
    ExclusiveStartKey: countedThrough === null ? undefined : { ...copyPortionKey(copyId, plan.planId, countedThrough) },
    Limit: 1,
  });
  const [portion] = items.map((stored) => fieldsOf(stored, Portion));
  if (portion === undefined) throw new Error(`The copy ${copyId} lacks the portion after ${countedThrough}.`);
  return portion.clientIds;
}

/** Stores how far a copy has come, with the event that carries it on if there is to be one. */
export async function storeCopyProgress(
  table: OpenedTable,
  copy: AuthorizationCopy,
  event: UnsentEvent | null,
): Promise<void> {
  await commit(table, [
    replace(copyKey(copy.copyId), "copy", kept(copy, copy), copy.version - 1),
    ...(event === null ? [] : [outboxEntry(event)]),
  ]);
}

const Reference = z.strictObject({ clientId: z.string(), insuranceId: z.string() });

/** The clients that have an insurance of a payer, whatever its state; one with two of them comes twice. */
export async function clientsOfPayer(table: OpenedTable, payerId: string): Promise<string[]> {
  const items = await queryAll(table, inPartition(referencePartition({ payerId })));
  return items.map((stored) => fieldsOf(stored, Reference).clientId);
}

/** Another worker has stored the target's result, or this one before it was cut off. */
export class AlreadyCopied extends Error {
  override readonly name = "AlreadyCopied";
  readonly result: CopyResult;

  constructor(result: CopyResult) {
    super(`The client ${result.clientId} has its result.`);
    this.result = result;
  }
}

/** Created once: the second one is refused and gets the first one's result. */
function resultOnce(copy: AuthorizationCopy, result: CopyResult): Write {
  const key = copyResultKey(copy.copyId, result.clientId);
  return create(key, "copyResult", kept(copy, result), (current) => new AlreadyCopied(resultIn(key, current)));
}

function resultIn(key: Key, stored: StoredItem | undefined): CopyResult {
  if (stored === undefined) throw new Error(`The result at ${key.PK} / ${key.SK} is refused and is not there.`);
  return fieldsOf(stored, CopyResult);
}

/** Adds an authorization as if it had been entered, together with the result of its target: both or neither, once. */
export async function storeCopied(
  table: OpenedTable,
  copy: AuthorizationCopy,
  added: {
    authorization: Authorization;
    record: ClientRecord;
    settings: Pick<TrackerSettings, "billingEngine">;
    audit: AuditEntry;
  },
): Promise<CopyResult> {
  const { clientId, authorizationId } = added.authorization;
  const result: CopyResult = { clientId, outcome: "CREATED", authorizationId };
  const once = [resultOnce(copy, result)];
  // The first copy names the procedure from then on.
  await saveAuthorization(table, { previous: undefined, ...added, once, isNamedBesides: copy.created > 0 });
  return result;
}

/** Stores that a target got no copy, and why. */
export async function storeSkipped(table: OpenedTable, copy: AuthorizationCopy, result: CopyResult): Promise<void> {
  await commit(table, [resultOnce(copy, result)]);
}

/** The results that there are of some targets. */
export async function readResults(
  table: OpenedTable,
  copyId: string,
  clientIds: readonly string[],
): Promise<CopyResult[]> {
  const items = await getItems(
    table,
    clientIds.map((clientId) => copyResultKey(copyId, clientId)),
  );
  return items.map((stored) => fieldsOf(stored, CopyResult));
}

/** A page of the results that are counted, in the order of client ids, from after `afterClientId` on. */
export async function readResultPage(
  table: OpenedTable,
  { copyId, countedThrough }: AuthorizationCopy,
  page: { limit: number; afterClientId: string | undefined },
): Promise<{ results: CopyResult[]; unreadable: UnreadableItem[]; lastClientId: string | null }> {
  if (countedThrough === null) return { results: [], unreadable: [], lastClientId: null };
  const { limit, afterClientId } = page;
  const { items, lastKey } = await queryPage(table, {
    ...inPartition(copyPartition(copyId), { first: copyResultPrefix, last: `${copyResultPrefix}${countedThrough}` }),
    ExclusiveStartKey: afterClientId === undefined ? undefined : { ...copyResultKey(copyId, afterClientId) },
    Limit: limit,
  });
  const { read, unreadable } = readableOf(items, CopyResult);
  const last = lastKey && String(lastKey[attributes.sortKey]).slice(copyResultPrefix.length);
  return { results: read, unreadable, lastClientId: last ?? null };
}
