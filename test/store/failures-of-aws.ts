import { cancelled, failure } from "./mocked-table.ts";

/** Every failure that passes by itself, as the SDK throws it. The request may have had its effect all the same. */
export const passingFailures: readonly [string, Error][] = [
  ["throttled", failure("ThrottlingException")],
  ["more than provisioned", failure("ProvisionedThroughputExceededException")],
  ["more requests than the account may", failure("RequestLimitExceeded")],
  ["the same transaction is still under way", failure("TransactionInProgressException")],
  ["a fault inside", failure("InternalServerError")],
  ["not available", failure("ServiceUnavailable")],
  ["a fault that has no name", failure("UnknownError", { $metadata: { httpStatusCode: 502 } })],
  ["too many requests", failure("UnknownError", { $metadata: { httpStatusCode: 429 } })],
  ["no reply in time", failure("TimeoutError")],
  ["a reply that is lost", failure("Error", { code: "ECONNRESET" })],
  ["a connection that breaks while sending", failure("Error", { code: "EPIPE" })],
  ["nobody listens", failure("Error", { code: "ECONNREFUSED" })],
  ["no way there", failure("Error", { code: "EHOSTUNREACH" })],
  ["the name can't be looked up now", failure("Error", { code: "EAI_AGAIN" })],
];

/** Failures that the next try meets again. */
export const lastingFailures: readonly [string, Error][] = [
  ["no permission", failure("AccessDeniedException", { $metadata: { httpStatusCode: 400 } })],
  ["no table", failure("ResourceNotFoundException")],
  ["a mistake of ours", failure("ValidationException")],
  ["another transaction under the same token", failure("IdempotentParameterMismatchException")],
  ["an item that is too large", cancelled("ValidationError", "None", "None")],
  ["a transaction without reasons", cancelled()],
  ["anything else", new TypeError("x")],
];
