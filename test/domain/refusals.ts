import { DomainError, type ErrorCode } from "../../domain/domain-error.ts";

/** The error that `act` throws on purpose. Anything else, or nothing, fails the test. */
export function refusalOf(act: () => unknown): DomainError {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

/** The code with which `act` is refused; null when it is accepted. */
export function refusalCode(act: () => unknown): ErrorCode | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
