import { type Problem, problemType, statusOf } from "../../api/problem.ts";
import { titleOf } from "../../api/status-titles.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { securityHeaders } from "./security-headers.ts";

/** Seconds after which a busy table, or a request that is being answered, is worth another try. */
const retryAfterSeconds = 1;

/** The reply for anything thrown. What is not a DomainError is a fault of ours: the caller gets its trace, not its inside. */
export function problemReply(error: unknown, traceId: string) {
  const known = error instanceof DomainError ? error : new DomainError("INTERNAL", "Something went wrong on our side.");
  const status = statusOf[known.code];
  const problem: Problem = {
    type: problemType(known.code),
    title: titleOf(status),
    status,
    code: known.code,
    detail: known.message,
    ...(known.faults.length > 0 && { errors: known.faults.map((fault) => ({ ...fault })) }),
    ...known.members,
    traceId,
  };
  return {
    statusCode: status,
    headers: {
      ...securityHeaders,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(known.currentVersion !== undefined && { etag: `"${known.currentVersion}"` }),
      ...((status === 503 || known.code === "IDEMPOTENCY_IN_PROGRESS") && { "retry-after": String(retryAfterSeconds) }),
    },
    body: JSON.stringify(problem),
  };
}
