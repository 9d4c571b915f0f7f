import { ConditionalCheckFailedException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { DomainError } from "../domain/domain-error.ts";

/** What was read is no longer so: nothing was written. Read again and decide again (`untilStored`). */
export class ChangedMeanwhile extends Error {
  override readonly name = "ChangedMeanwhile";
}

/** An item as DynamoDB holds it. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** What became of a transaction that DynamoDB cancelled. */
export type Cancellation =
  /** A condition did not hold: that of write number `index`; `current` is the item as it stands, if there is one. */
  | { readonly kind: "REFUSED"; readonly index: number; readonly current: StoredItem | undefined }
  /**
   * Nothing was decided: other transactions had the items of the writes number `conflicts`, or the table was throttled.
   * Worth another try.
   */
  | { readonly kind: "CONTENTION"; readonly conflicts: readonly number[] };

/** Reasons that say nothing about our conditions. */
const contention = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

/**
 * Reads a cancelled transaction. A conflict is never read as a failed condition; a failed condition beside a conflict
 * counts as failed, since it was evaluated. Null: the error is something else.
 */
export function cancellationOf(error: unknown): Cancellation | null {
  if (error instanceof TransactionCanceledException) {
    const reasons = error.CancellationReasons ?? [];
    const index = reasons.findIndex((reason) => reason.Code === "ConditionalCheckFailed");
    if (index >= 0) {
      // Even the document client hands this item over in wire form.
      const item = reasons[index]?.Item;
      return { kind: "REFUSED", index, current: item === undefined ? undefined : unmarshall(item) };
    }
    if (reasons.some((reason) => contention.has(reason.Code ?? ""))) {
      const conflicts = reasons.flatMap((reason, index) => (reason.Code === "TransactionConflict" ? [index] : []));
      return { kind: "CONTENTION", conflicts };
    }
  }
  if (error instanceof ConditionalCheckFailedException)
    return { kind: "REFUSED", index: 0, current: error.Item === undefined ? undefined : unmarshall(error.Item) };
  return hasName(error, "TransactionConflictException") ? { kind: "CONTENTION", conflicts: [] } : null;
}

/** Names and codes of failures that pass by themselves: throttling, faults inside AWS, replies that never came. */
const passing = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionInProgressException",
  "InternalException",
  "InternalFailure",
  "InternalServerError",
  "ServiceUnavailable",
  "TimeoutError",
  "NetworkingError",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/**
 * Whether a failure of a service of AWS, or of the way there, passes by itself. The request may have had its effect all
 * the same: whoever sends it again has to know that it does so.
 */
export function isTransient(error: unknown): boolean {
  const { name, code, $metadata } = error as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return passing.has(name ?? "") || isTransientCode(code) || status >= 500 || status === 429;
}

/** The same for a code alone. */
export function isTransientCode(code: string | undefined): boolean {
  return passing.has(code ?? "");
}

/** Others kept the items of a transaction busy. Nothing was written, so `untilStored` may start over. */
export class Contended extends DomainError {
  constructor() {
    super("SERVICE_UNAVAILABLE", "The table is busy; nothing was changed. Try again.");
  }
}

export function unavailable(cause?: unknown): DomainError {
  return new DomainError("SERVICE_UNAVAILABLE", "The table is busy or out of reach. Try again.", { cause });
}

function hasName(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
