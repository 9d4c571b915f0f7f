import { DomainError, type Fault } from "../../domain/domain-error.ts";

/** An event that nothing but another event mends. Names every fault of it, and quotes nothing of it. */
export function malformed(faults: readonly Fault[], cause?: unknown): DomainError {
  const places = faults.map(({ pointer, code, message }) => `${pointer || "the message"} ${message} (${code})`);
  return new DomainError("VALIDATION_FAILED", `${places.join("; ")}.`, { faults, cause });
}
