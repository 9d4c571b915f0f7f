import { ConditionalCheckFailedException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { DomainError } from "../domain/domain-error.ts";

/** What was read has changed meanwhile: nothing was written. Read and decide again (`untilStored`). */
export class ChangedMeanwhile extends Error {
  override readonly name = "ChangedMeanwhile";
}

/** An item as DynamoDB holds it. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** Why DynamoDB cancelled a transaction. */
export type Cancellation =
  /** The condition of write number `index` did not hold; `current` is the item that is there, if there is one. */
  | { readonly kind: "REFUSED"; readonly index: number; readonly current: StoredItem | undefined }
  /**
   * Nothing was decided: other transactions had the items of the writes number `conflicts`, or the table was throttled.
   * Worth another try.
   */
  | { readonly kind: "CONTENTION"; readonly conflicts: readonly number[] };

/** Reasons that say nothing about our conditions. */
const contention = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

/**
 * Reads why a transaction was cancelled. A conflict never counts as a failed condition; a failed condition beside a conflict
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

/** Names and codes of temporary failures: throttling, faults inside AWS, replies that never came. */
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
 * Whether a failure of AWS, or on the way there, is temporary. The request may have had its effect all the same, which whoever
 * sends it again has to bear in mind.
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

/** Other transactions kept the items busy. Nothing was written, so `untilStored` may start over. */
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
