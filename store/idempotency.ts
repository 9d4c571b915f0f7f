import * as z from "zod/mini";
import { DomainError } from "../domain/domain-error.ts";
import { fieldsOf } from "./items.ts";
import { idempotencyKey } from "./keys.ts";
import { getItem, type OpenedTable, type Write } from "./opened-table.ts";
import { table as attributes } from "./table.ts";
import { createOnce } from "./writes.ts";

/** The first reply to a request with an `Idempotency-Key`, and the hash of the body that it answered. */
const IdempotencyRecord = z.strictObject({
  bodyHash: z.string(),
  status: z.int(),
  /** JSON text as it was sent; null: no body. */
  body: z.nullable(z.string()),
  version: z.exactOptional(z.int()),
  location: z.exactOptional(z.string()),
});
export type IdempotencyRecord = z.infer<typeof IdempotencyRecord>;

/** The same request took effect after its record was looked for. Nothing was written; `record` has its reply. */
export class AnsweredMeanwhile extends Error {
  override readonly name = "AnsweredMeanwhile";
  readonly record: IdempotencyRecord;

  constructor(record: IdempotencyRecord) {
    super("The request was answered meanwhile.");
    this.record = record;
  }
}

const keptSeconds = 7 * 86_400;

/** The record of a request, unless it has expired: DynamoDB deletes late. */
export async function readIdempotencyRecord(
  table: OpenedTable,
  requestId: string,
  nowEpochSeconds: number,
): Promise<IdempotencyRecord | undefined> {
  const stored = await getItem(table, idempotencyKey(requestId));
  if (stored === undefined || Number(stored[attributes.timeToLive]) <= nowEpochSeconds) return undefined;
  return fieldsOf(stored, IdempotencyRecord);
}

/**
 * Keeps the first reply to a request for seven days. It belongs first in the transaction of the effect: of several failed
 * conditions the first counts, and this one explains the others.
 */
export function idempotencyRecord(requestId: string, record: IdempotencyRecord, nowEpochSeconds: number): Write {
  const lifetime = { nowEpochSeconds, expiresAtEpochSeconds: nowEpochSeconds + keptSeconds };
  const write = createOnce(idempotencyKey(requestId), "idempotencyRecord", record, lifetime, (current = {}) => {
    return new AnsweredMeanwhile(fieldsOf(current, IdempotencyRecord));
  });
  // Only the same request writes this item, so it is being stored at this moment.
  return { ...write, contended: inProgress };
}

const inProgress = () =>
  new DomainError("IDEMPOTENCY_IN_PROGRESS", "A request with this Idempotency-Key is being answered. Try again.");
