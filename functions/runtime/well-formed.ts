import type * as z from "zod/mini";
import { DomainError, type Fault, firstFaults } from "../../domain/domain-error.ts";
import { faultsOf, jsonPointer } from "./faults.ts";

/** What a message holds, by its schema. Throws ONE error that names every fault of it. */
export function wellFormed<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  place: (path: readonly PropertyKey[]) => string = jsonPointer,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw malformed(faultsOf(parsed.error.issues, value, place));
}

/** A message that nothing but another one mends. Names every fault of it, and quotes nothing of it. */
export function malformed(faults: readonly Fault[], cause?: unknown): DomainError {
  const places = firstFaults(faults).map(
    ({ pointer, code, message }) => `${pointer || "the message"} ${message} (${code})`,
  );
  return new DomainError("VALIDATION_FAILED", `${places.join("; ")}.`, { faults, cause });
}

export function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw malformed([{ pointer: "", code: "INVALID_BODY", message: "is no JSON" }], cause);
  }
}
