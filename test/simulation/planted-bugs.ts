import { harsh, type PlantedBug, unit, usual } from "./planted-bug.ts";
import { plantedServiceBugs } from "./planted-service-bugs.ts";

/** Bugs that would cost somebody money, each easy to write and hard to see. `npm run test:mutations` plants one after the other. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: "a client is written of over whatever revision is there",
    file: "store/client-changes.ts",
    find: `createOrReplace(free(auditHeadKey(clientId)), "auditHead", chain.head, auditHead.version),`,
    replace: `put(free(auditHeadKey(clientId)), "auditHead", chain.head),`,
    caughtBy: [unit("store/audit")],
  },
  {
    name: "a client is written of over whatever revision and audit are there",
    file: "store/client-changes.ts",
    find: `    createOrReplace(free(auditHeadKey(clientId)), "auditHead", chain.head, auditHead.version),
    ...chain.entries.flatMap((entry) => auditWrites(clientId, entry)),`,
    replace: `    put(free(auditHeadKey(clientId)), "auditHead", chain.head),
    ...chain.entries.map((entry) => put(free(clientAuditKey(clientId, entry.sequence)), "audit", entry)),`,
    caughtBy: [harsh],
  },
  {
    name: "a client is written of without its revision",
    file: "store/insurances.ts",
    find: "const keyOf = ({ clientId, insuranceId }: ClientInsurance) => insuranceKey(clientId, insuranceId);",
    replace: `const keyOf = ({ clientId, insuranceId }: ClientInsurance) => insuranceKey(clientId, insuranceId);
export const savedAnyhow = (insurance: ClientInsurance) => put(keyOf(insurance), "insurance", insurance);`,
    caughtBy: [{ compilerSays: "RevisedKey" }],
  },
  {
    name: "the event of a change is stored after the change, not with it",
    file: "store/client-changes.ts",
    find: `    ...events.map(outboxEntry),
    createOrReplace(free(auditHeadKey(clientId)), "auditHead", chain.head, auditHead.version),
    ...chain.entries.flatMap((entry) => auditWrites(clientId, entry)),
  ]);`,
    replace: `    createOrReplace(free(auditHeadKey(clientId)), "auditHead", chain.head, auditHead.version),
    ...chain.entries.flatMap((entry) => auditWrites(clientId, entry)),
  ]);
  if (events.length > 0) await commit(table, events.map(outboxEntry));`,
    caughtBy: [harsh, unit("store/authorizations")],
  },
  {
    name: "billing does not hear that an authorization is discontinued that was changed since its confirm",
    file: "functions/authorizations/discontinue-authorization.ts",
    find: "previous.confirmation === undefined\n",
    replace: "previous.confirmation === undefined || previous.confirmation.changedSince\n",
    caughtBy: [harsh],
  },
  {
    name: "an event is marked as seen before its cap is stored, not with it",
    file: "store/caps.ts",
    find: `  await commit(table, [
    eventSeen(applied.eventId, applied.nowEpochSeconds),`,
    replace: `  await commit(table, [eventSeen(applied.eventId, applied.nowEpochSeconds)]);
  await commit(table, [`,
    caughtBy: [harsh, unit("store/caps")],
  },
  {
    name: "the cap is stored without the mark that its event was seen",
    file: "store/caps.ts",
    find: `    eventSeen(applied.eventId, applied.nowEpochSeconds),
`,
    replace: "",
    caughtBy: [harsh, unit("store/caps")],
  },
  {
    name: "a cap is stored over whatever version is there",
    file: "store/caps.ts",
    find: `createOrReplace(at, "cap", cap, was)`,
    replace: `put(at, "cap", cap)`,
    caughtBy: [unit("store/caps")],
  },
  {
    name: "an older version of an authorization overwrites a newer cap",
    file: "domain/cap.ts",
    find: "if (next.version !== known.version) return next.version > known.version;",
    replace: "if (next.version !== known.version) return true;",
    caughtBy: [harsh, unit("domain/cap")],
  },
  {
    name: "a closed cap is opened by a confirm that comes late",
    file: "domain/cap.ts",
    find: "return isNew ? { ...cap, ...news, updatedAt, version: (cap?.version ?? 0) + 1 } : null;",
    replace: `const { discontinuedVersion: _, ...open } = cap ?? {};
  return isNew ? { ...("confirmed" in news ? open : cap), ...news, updatedAt, version: (cap?.version ?? 0) + 1 } : null;`,
    caughtBy: [usual, unit("domain/cap")],
  },
  {
    name: "entries that the bus refused count as taken",
    file: "functions/runtime/publisher.ts",
    find: "Entries[index]?.EventId !== undefined;",
    replace: "Entries[index] !== undefined;",
    caughtBy: [harsh, unit("functions/publisher")],
  },
  {
    name: "an event leaves the outbox before it is published",
    file: "functions/runtime/outbox-delivery.ts",
    find: "    const taken = await services.publish(events);\n",
    replace: `    for (const event of events) await removeSent(services.table, event);
    const taken = await services.publish(events);
`,
    caughtBy: [harsh, unit("functions/outbox")],
  },
  {
    name: "an event that is sent again is a new event",
    file: "functions/resend/resend-unsent.ts",
    find: "unsent.slice(first, first + mostEventsPerCall));",
    replace: `unsent.slice(first, first + mostEventsPerCall).map((event) => ({
        ...event,
        detail: event.detail.replace(event.eventId, services.newId()),
      })));`,
    caughtBy: [harsh],
  },
  {
    name: "resend stops at the first event that the bus refuses",
    file: "functions/resend/resend-unsent.ts",
    find: "      sent += await deliver(services, unsent.slice(first, first + mostEventsPerCall));\n",
    replace: `      const delivered = await deliver(services, unsent.slice(first, first + mostEventsPerCall));
      sent += delivered;
      if (delivered < unsent.slice(first, first + mostEventsPerCall).length) return told(sent);
`,
    caughtBy: [unit("functions/outbox")],
  },
  {
    name: "a conflict is read as a failed condition, and so an event as a duplicate",
    file: "store/failures.ts",
    find: `reasons.findIndex((reason) => reason.Code === "ConditionalCheckFailed");`,
    replace: `reasons.findIndex((reason) => reason.Code !== "None");`,
    caughtBy: [harsh, unit("store/commit")],
  },
  {
    name: "a transaction whose reply was lost is sent again with another token",
    // The simulation no longer sees this one and the next: a change that meets its own effect is answered as its caller's own.
    file: "store/opened-table.ts",
    find: "new TransactWriteCommand({ ClientRequestToken, TransactItems })",
    replace: "new TransactWriteCommand({ ClientRequestToken: table.newToken(), TransactItems })",
    caughtBy: [unit("store/commit")],
  },
  {
    name: "what may be stored yet is decided anew after a conflict",
    file: "store/opened-table.ts",
    find: "attempt >= mostTriesOfCommit && !mayBeStoredYet",
    replace: "attempt >= mostTriesOfCommit",
    caughtBy: [unit("store/commit")],
  },
  {
    name: "only the first page of a query is read",
    file: "store/opened-table.ts",
    find: "    start = page.lastKey;\n  } while (start !== undefined);",
    replace: "    start = page.lastKey;\n  } while (items.length === 0 && start !== undefined);",
    caughtBy: [harsh, unit("store/reads")],
  },
  {
    name: "keys that a batch did not process are forgotten",
    file: "store/opened-table.ts",
    find: "remaining = [...remaining.slice(mostPerBatch), ...batch.unprocessed];",
    replace: "remaining = remaining.slice(mostPerBatch);",
    caughtBy: [unit("store/reads")],
  },
  {
    name: "time to live is trusted: a record that has expired counts until it is deleted",
    file: "store/writes.ts",
    find: `        ConditionExpression: "attribute_not_exists(#pk) OR #expires <= :now",
        ExpressionAttributeNames: { "#pk": table.partitionKey, "#expires": table.timeToLive },
        ExpressionAttributeValues: { ":now": lifetime.nowEpochSeconds },`,
    replace: `        ConditionExpression: "attribute_not_exists(#pk)",
        ExpressionAttributeNames: { "#pk": table.partitionKey },`,
    caughtBy: [unit("store/idempotency"), unit("store/caps")],
  },
  {
    name: "a first reply is replayed although its record has expired",
    file: "store/idempotency.ts",
    find: "if (stored === undefined || Number(stored[attributes.timeToLive]) <= nowEpochSeconds) return undefined;",
    replace: "if (stored === undefined) return undefined;",
    caughtBy: [unit("functions/idempotency")],
  },
  {
    name: "a first reply is put on record before its effect is stored, not with it",
    file: "store/client-changes.ts",
    find: `  await commit(table, [
    ...once,`,
    replace: `  if (once.length > 0) await commit(table, once);
  await commit(table, [`,
    caughtBy: [harsh, unit("store/authorizations")],
  },
  {
    name: "a change is stored without its audit entry",
    file: "store/client-changes.ts",
    find: `    ...chain.entries.flatMap((entry) => auditWrites(clientId, entry)),
  ]);`,
    replace: "  ]);",
    caughtBy: [harsh, unit("store/authorizations")],
  },
  {
    name: "a batch of billing reports no message as failed",
    file: "functions/runtime/queue-function.ts",
    find: "batchItemFailures: failed.map(({ record: { messageId } }) => ({ itemIdentifier: messageId }))",
    replace: "batchItemFailures: []",
    caughtBy: [harsh, unit("functions/billing")],
  },
  {
    name: "billing acknowledges a cap before it is stored",
    file: "functions/billing/apply-to-cap.ts",
    find: "    const nowEpochSeconds = Math.floor(now.getTime() / 1000);\n",
    replace: `    const nowEpochSeconds = Math.floor(now.getTime() / 1000);
    await services.publish([unsent]);
`,
    caughtBy: [harsh],
  },
  {
    name: "confirming again confirms anew",
    file: "domain/confirmation.ts",
    find: "if (confirmation !== undefined && isConfirmed(authorization)) {",
    replace: "if (confirmation !== undefined && isConfirmed(authorization) && seen.version !== version) {",
    caughtBy: [usual, unit("domain/confirmation")],
  },
  {
    name: "changed notes clear the C",
    file: "domain/authorization.ts",
    find: `.filter((field) => field !== "notes")`,
    replace: "",
    caughtBy: [harsh, unit("domain/changed-authorization")],
  },
  {
    name: "a change that matters leaves the C",
    file: "domain/authorization.ts",
    find: `.filter((field) => field !== "notes")`,
    replace: `.filter((field) => field !== "notes" && field !== "expirationDate")`,
    caughtBy: [harsh, unit("domain/changed-authorization")],
  },
  ...plantedServiceBugs,
];
