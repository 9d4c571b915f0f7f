import type { ErrorCode } from "../domain/domain-error.ts";
import type { RouteContract } from "./route.ts";

/** Errors that follow from what a route takes, beside those that it names. */
function impliedErrors(route: RouteContract): ErrorCode[] {
  return [
    "VALIDATION_FAILED",
    ...(route.access === "public" ? [] : (["UNAUTHENTICATED"] as const)),
    // Of every route: where pages stand before the API, who goes past them is refused.
    "FORBIDDEN",
    ...(route.ifMatch === true ? (["PRECONDITION_REQUIRED"] as const) : []),
    ...(route.ifMatch ? (["VERSION_CONFLICT"] as const) : []),
    ...(route.idempotencyKey ? (["IDEMPOTENCY_IN_PROGRESS", "IDEMPOTENCY_KEY_REUSED"] as const) : []),
    ...(route.body === null ? [] : (["PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"] as const)),
    "INTERNAL",
    "RECORD_UNREADABLE",
    "SERVICE_UNAVAILABLE",
  ];
}

/** Every code with which a route can refuse. */
export function errorCodesOf(route: RouteContract): ErrorCode[] {
  return [...new Set([...impliedErrors(route), ...route.errors])];
}
