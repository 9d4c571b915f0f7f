import { table } from "./table.ts";

/**
 * Every key of the table. Ids are opaque and safe (`domain/id.ts`), so `#` parts a key without doubt.
 * No name, birth date, subscriber number or authorization number is ever part of one: what must be found by such a text is
 * keyed by its blind index (`blind-index.ts`).
 */
export interface Key {
  readonly [table.partitionKey]: string;
  readonly [table.sortKey]: string;
}

declare const writer: unique symbol;
/** The key of an item that only `changeClient` writes, and so under the client's revision. */
export interface RevisedKey extends Key {
  readonly [writer]: "changeClient";
}
/** The key of a cap, which only `storeCap` writes, and so billing. */
export interface CapKey extends Key {
  readonly [writer]: "storeCap";
}
/** The key of an item that has conditions of its own, or needs none. */
export interface FreeKey extends Key {
  readonly [writer]?: never;
}

/** Sequences sort as texts: as wide as the largest whole number that is exact. */
const inOrder = (sequence: number) => String(sequence).padStart(16, "0");

const key = (partition: string, sort: string): FreeKey => ({ [table.partitionKey]: partition, [table.sortKey]: sort });
const revised = (partition: string, sort: string) => key(partition, sort) as Key as RevisedKey;
const ofCap = (partition: string, sort: string) => key(partition, sort) as Key as CapKey;

/** A client and everything its tracker shows: read by one Query. */
export const clientPartition = (clientId: string) => `CLIENT#${clientId}`;
export const clientKey = (clientId: string) => revised(clientPartition(clientId), "CLIENT");
export const insuranceKey = (clientId: string, insuranceId: string) =>
  revised(clientPartition(clientId), `INSURANCE#${insuranceId}`);
export const authorizationPrefix = "AUTH#";
export const authorizationKey = (clientId: string, authorizationId: string) =>
  revised(clientPartition(clientId), `${authorizationPrefix}${authorizationId}`);
/** Restriction and legal hold, with their reasons. The client itself has the marks of them. */
export const handlingKey = (clientId: string) => revised(clientPartition(clientId), "HANDLING");
/** What services have used of an authorization. An item of its own, so that a posted service makes nobody's edit stale. */
export const balanceKey = (clientId: string, authorizationId: string) =>
  revised(clientPartition(clientId), `BALANCE#${authorizationId}`);
/**
 * One per authorization, whatever insurance it is moved to, so that no change can leave two caps behind. Billing writes it by the
 * versions in its events, without a revision of the client, since events come in another order than changes.
 */
export const capKey = (clientId: string, authorizationId: string) =>
  ofCap(clientPartition(clientId), `CAP#${authorizationId}`);

/** Discontinued authorizations with their balances and closed caps, and entries that put them in order. */
export const historyPartition = (clientId: string) => `CLIENT#${clientId}#HISTORY`;
export const discontinuedPrefix = "AUTH#";
export const discontinuedKey = (clientId: string, authorizationId: string) =>
  revised(historyPartition(clientId), `${discontinuedPrefix}${authorizationId}`);
export const discontinuedBalancePrefix = "BALANCE#";
export const discontinuedBalanceKey = (clientId: string, authorizationId: string) =>
  revised(historyPartition(clientId), `${discontinuedBalancePrefix}${authorizationId}`);
export const closedCapPrefix = "CAP#";
export const closedCapKey = (clientId: string, authorizationId: string) =>
  ofCap(historyPartition(clientId), `${closedCapPrefix}${authorizationId}`);
export const byExpirationPrefix = "BY_EXPIRATION#";
export const historyEntryKey = (clientId: string, expirationDate: string, authorizationId: string) =>
  revised(historyPartition(clientId), `${byExpirationPrefix}${expirationDate}#${authorizationId}`);

/** The day on which an authorization expired before it was changed: it stays in the index for a while. */
export const movedFromKey = (clientId: string, expirationDate: string, authorizationId: string) =>
  revised(historyPartition(clientId), `MOVED_FROM#${expirationDate}#${authorizationId}`);

/** Stays of a client that was deleted, so that the id is never given to somebody else. */
export const deletedClientKey = (clientId: string) => key(clientPartition(clientId), "DELETED");

export const disclosurePartition = (clientId: string) => `CLIENT#${clientId}#DISCLOSURES`;
export const disclosureKey = (clientId: string, disclosedOn: string, disclosureId: string) =>
  revised(disclosurePartition(clientId), `DAY#${disclosedOn}#${disclosureId}`);

export const servicesPartition = (clientId: string) => `CLIENT#${clientId}#SERVICES`;
export const servicePrefix = "SERVICE#";
export const serviceKey = (clientId: string, serviceId: string) =>
  revised(servicesPartition(clientId), `${servicePrefix}${serviceId}`);
/** Services that no authorization covers, by day. */
export const uncoveredPrefix = "UNCOVERED#";
export const uncoveredKey = (clientId: string, serviceDate: string, serviceId: string) =>
  revised(servicesPartition(clientId), `${uncoveredPrefix}${serviceDate}#${serviceId}`);

/** Marks that a plan of reallocation has moved a service. */
export const reallocatedPrefix = (planHash: string) => `REALLOCATED#${planHash}`;
export const reallocatedKey = (clientId: string, planHash: string, serviceId: string) =>
  key(servicesPartition(clientId), `${reallocatedPrefix(planHash)}#${serviceId}`);

/** How an authorization is used: its days of service and the movements of its balance. */
export const usagePartition = (authorizationId: string) => `AUTH#${authorizationId}`;
export const dayPrefix = "DAY#";
export const dayKey = (authorizationId: string, serviceDate: string) =>
  revised(usagePartition(authorizationId), `${dayPrefix}${serviceDate}`);
export const movementPrefix = "MOVEMENT#";
/**
 * In the order in which they were written: `sequence` is the version of the balance after them. Movements of old that have a time
 * in their key are older, and sort before these.
 */
export const movementKey = (authorizationId: string, sequence: number, movementId: string) =>
  revised(usagePartition(authorizationId), `${movementPrefix}V#${inOrder(sequence)}#${movementId}`);

export const clientAuditPartition = (clientId: string) => `CLIENT#${clientId}#AUDIT`;
export const clientAuditKey = (clientId: string, sequence: number) =>
  revised(clientAuditPartition(clientId), `ENTRY#${inOrder(sequence)}`);
/** A pointer: the entry with this sequence is of this authorization. */
export const authorizationAuditKey = (clientId: string, authorizationId: string, sequence: number) =>
  revised(clientAuditPartition(clientId), `AUTH#${authorizationId}#${inOrder(sequence)}`);
/**
 * The end of the chain of a client's audit, in the client's partition, since every change is decided on it. It sorts before
 * everything else of the client, so a Query reads it first: all that it reads afterwards is at least as new.
 */
export const auditHeadKey = (clientId: string) => revised(clientPartition(clientId), "AUDIT_HEAD");

/**
 * Who was told of a client, by day, and the same by user. Written by `accesses` alone (`lib/function-policy.ts`), beside the client's
 * revision: a read must make nobody's edit stale.
 */
export const accessPartition = (clientId: string) => `CLIENT#${clientId}#ACCESS`;
export const accessKey = (clientId: string, accessDate: string, userId: string) =>
  key(accessPartition(clientId), `DAY#${accessDate}#${userId}`);
export const readerPartition = (userId: string) => `READER#${userId}`;
export const readerKey = (userId: string, accessDate: string, clientId: string) =>
  key(readerPartition(userId), `DAY#${accessDate}#${clientId}`);

/** An authorization's place in the index of expiration dates: a partition for each month, YYYY-MM. */
export const expiringPartition = (expirationMonth: string) => `EXPIRES#${expirationMonth}`;
export const expiringPlace = (expirationDate: string, clientId: string, authorizationId: string) =>
  `${expirationDate}#${clientId}#${authorizationId}`;

/** One partition: some thousand are unconfirmed at a time, and a few are added in a second. */
export const unconfirmedPartition = "UNCONFIRMED";
export const unconfirmedPlace = (createdAt: string, clientId: string, authorizationId: string) =>
  `${createdAt}#${clientId}#${authorizationId}`;

/** One entry per client and search term. */
export const searchPartition = (blindTerm: string) => `SEARCH#${blindTerm}`;
export const searchKey = (blindTerm: string, clientId: string) => key(searchPartition(blindTerm), `CLIENT#${clientId}`);

export const catalogPartition = "CATALOG";
export const catalogVersionKey = key(catalogPartition, "VERSION");
export const settingsKey = key(catalogPartition, "SETTINGS");
export const payerKey = (payerId: string) => key(catalogPartition, `PAYER#${payerId}`);
export const activityCodeKey = (activityCode: string) => key(catalogPartition, `ACTIVITY#${activityCode}`);
export const groupKey = (groupId: string) => key(catalogPartition, `GROUP#${groupId}`);
export const catalogAuditPartition = "CATALOG#AUDIT";
export const catalogAuditKey = (sequence: number) => key(catalogAuditPartition, `ENTRY#${inOrder(sequence)}`);

/** Who refers to an entry of the catalog. */
export type Referenced =
  | { readonly payerId: string }
  | { readonly activityCode?: string | undefined; readonly groupId?: string | undefined };
export function referencePartition(referenced: Referenced): string {
  if ("payerId" in referenced) return `REFERENCE#PAYER#${referenced.payerId}`;
  return referenced.groupId === undefined
    ? `REFERENCE#ACTIVITY#${referenced.activityCode}`
    : `REFERENCE#GROUP#${referenced.groupId}`;
}
/** The entry itself. */
export function keyOfReferenced(referenced: Referenced): Key {
  if ("payerId" in referenced) return payerKey(referenced.payerId);
  return referenced.groupId === undefined
    ? activityCodeKey(referenced.activityCode ?? "")
    : groupKey(referenced.groupId);
}
export const insuranceReferenceKey = (payerId: string, insuranceId: string) =>
  key(referencePartition({ payerId }), `INSURANCE#${insuranceId}`);
export const authorizationReferenceKey = (procedure: Referenced, authorizationId: string) =>
  key(referencePartition(procedure), `AUTH#${authorizationId}`);

/** A copy of one authorization to many clients: what is copied and how far it has come, its targets, what became of each. */
export const copyPartition = (copyId: string) => `COPY#${copyId}`;
export const copyKey = (copyId: string) => key(copyPartition(copyId), "COPY");
export const copyPlan = (planId: string) => `PLAN#${planId}`;
/** A portion of a plan, by the first client in it. */
export const copyPortionKey = (copyId: string, planId: string, clientId: string) =>
  key(copyPartition(copyId), `${copyPlan(planId)}#${clientId}`);
export const copyResultPrefix = "TARGET#";
export const copyResultKey = (copyId: string, clientId: string) =>
  key(copyPartition(copyId), `${copyResultPrefix}${clientId}`);

/** Items that every confirm writes, or that wait for a job, are spread over so many partitions. */
const shards = 4;
const sharded = (name: string) => Array.from({ length: shards }, (_, shard) => `${name}#${shard}`);
const shardOf = (id: string) => [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % shards;

export const outboxPartitions = sharded("OUTBOX");
export const outboxKey = (occurredAt: string, eventId: string) =>
  key(`OUTBOX#${shardOf(eventId)}`, `${occurredAt}#${eventId}`);

/** Marks that billing was sent an authorization and has not stored its cap yet. */
export const awaitedPartitions = sharded("AWAITED");
/** The place of an authorization in lists of all clients: by client id, then by authorization id. */
export const authorizationPlace = (clientId: string, authorizationId: string) => `${clientId}#${authorizationId}`;
export const awaitedKey = (clientId: string, authorizationId: string) =>
  key(`AWAITED#${shardOf(authorizationId)}`, authorizationPlace(clientId, authorizationId));

/** Authorizations of which little is left, until `remind` has looked at them. */
export const runningLowPartitions = sharded("RUNNING_LOW");
export const runningLowKey = (clientId: string, authorizationId: string) =>
  key(`RUNNING_LOW#${shardOf(authorizationId)}`, authorizationPlace(clientId, authorizationId));

/**
 * The alerts that were given of an authorization. Not in the client's partition, so that the tracker's one Query does not grow
 * with them.
 */
export const expiringAlertsKey = (authorizationId: string) => key(`ALERTS#${authorizationId}`, "EXPIRING");
export const runningLowAlertsKey = (authorizationId: string) => key(`ALERTS#${authorizationId}`, "RUNNING_LOW");

/** How far `remind` has come with what expires. */
export const remindProgressKey = key("REMIND", "PROGRESS");

/** Holds the first reply to a request; `requestId` is a hash of who asked for what with which `Idempotency-Key`. */
export const idempotencyKey = (requestId: string) => key(`IDEMPOTENCY#${requestId}`, "REPLY");

/** The findings of the last reconcile. There are few, or something is very wrong. */
export const driftPartition = "DRIFT";
export const driftKey = (clientId: string, authorizationId: string) =>
  key(driftPartition, authorizationPlace(clientId, authorizationId));
/** How far the reconcile of all caps has come. */
export const reconcilePassKey = key("RECONCILE", "PASS");

/** Whose record is due to be deleted, whose deletion was begun, and how far the look at all clients has come. */
export const retentionPartition = "RETENTION";
export const duePrefix = "DUE#";
export const dueKey = (clientId: string) => key(retentionPartition, `${duePrefix}${clientId}`);
export const deletingPrefix = "DELETING#";
export const deletingKey = (clientId: string) => key(retentionPartition, `${deletingPrefix}${clientId}`);
export const retentionPassKey = key(retentionPartition, "PASS");

/** How far migrations of stored items have come. */
export const backfillPartition = "BACKFILL";
export const backfillKey = (migrationId: string) => key(backfillPartition, migrationId);

/** Marks that an event was applied. */
export const eventSeenKey = (eventId: string) => key(`EVENT#${eventId}`, "SEEN");
