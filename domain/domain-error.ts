/** Every reason for which the tracker refuses something. The HTTP status of each stands in one place, `api/problem.ts`. */
export type ErrorCode =
  | "VALIDATION_FAILED"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "VERSION_CONFLICT"
  | "PRECONDITION_REQUIRED"
  | "UNKNOWN_PAYER"
  | "UNKNOWN_PROCEDURE"
  | "UNKNOWN_ACTIVITY_CODE"
  | "PRIORITY_IN_USE"
  | "PAYER_IN_USE"
  | "IN_USE"
  | "DUPLICATE_NAME"
  | "DUPLICATE_AUTHORIZATION"
  | "PRIOR_AUTH_NOT_REQUIRED"
  | "INSURANCE_INACTIVE"
  | "EXPIRATION_BEFORE_EFFECTIVE"
  | "DATE_OUT_OF_BOUNDS"
  | "AUTH_NUMBER_PENDING"
  | "ALREADY_DISCONTINUED"
  | "PLAN_CHANGED"
  | "CLIENT_DELETED"
  | "BILLING_ENGINE_DISABLED"
  | "CAP_EXCEEDED"
  | "NO_AUTHORIZATION"
  | "VALUE_NOT_EDITABLE"
  | "IDEMPOTENCY_KEY_REUSED"
  | "IDEMPOTENCY_IN_PROGRESS"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "RECORD_UNREADABLE"
  | "INTERNAL"
  | "SERVICE_UNAVAILABLE";

/** More is not told, whatever was sent: a refusal is no larger than what is refused. */
export const mostTold = { faults: 20, detailLength: 1500 } as const;

/** One fault of the input: where it stands (JSON pointer into body or query), a code, a sentence. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

interface DomainErrorOptions {
  readonly faults?: readonly Fault[];
  /** The item's current version, sent as `ETag` so that the caller can read again and decide. */
  readonly currentVersion?: number;
  /** Further members of the problem that is answered (RFC 9457). */
  readonly members?: object;
  readonly cause?: unknown;
}

/** The first faults, and a last one that counts the others. */
export function firstFaults(faults: readonly Fault[]): readonly Fault[] {
  const further = faults.length - mostTold.faults;
  if (further <= 0) return faults;
  const last = { pointer: "", code: "FURTHER_FAULTS", message: `has ${further} more faults` };
  return [...faults.slice(0, mostTold.faults), last];
}

/** The one error the product throws on purpose. `detail` is for people and holds ids, never names or numbers of clients. */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];
  readonly currentVersion: number | undefined;
  readonly members: object | undefined;

  constructor(code: ErrorCode, detail: string, options: DomainErrorOptions = {}) {
    super(detail.slice(0, mostTold.detailLength), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.faults = firstFaults(options.faults ?? []);
    this.currentVersion = options.currentVersion;
    this.members = options.members;
  }
}

/** ONE refusal that names every fault. */
export function validationFailed(faults: readonly Fault[]): DomainError {
  const places = firstFaults(faults)
    .map(({ pointer, message }) => `${pointer || "the body"} ${message}`)
    .join("; ");
  return new DomainError("VALIDATION_FAILED", `The request has ${faults.length} fault(s): ${places}.`, { faults });
}

/** A refusal for the sake of one field. */
export function refusedField(code: ErrorCode, detail: string, pointer: string, message: string): DomainError {
  return new DomainError(code, detail, { faults: [{ pointer, code, message }] });
}

export function versionConflict(what: string, currentVersion: number): DomainError {
  const detail = `${what} has changed since it was read; its version is ${currentVersion}.`;
  return new DomainError("VERSION_CONFLICT", detail, { currentVersion });
}
