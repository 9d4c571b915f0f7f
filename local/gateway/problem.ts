import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { problemType, statusOf } from "../../api/problem.ts";
import type { ErrorCode } from "../../domain/domain-error.ts";
import { securityHeaders } from "../../functions/runtime/security-headers.ts";
import { traceOf } from "../../functions/runtime/trace.ts";

/** An answer of the local server itself, not of a function. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Codes of this server alone are explained nowhere. */
function typeOf(code: string): string {
  return code in statusOf ? problemType(code as ErrorCode) : "about:blank";
}

/** RFC 9457. The trace is the caller's, so that a problem is found in the caller's own log. */
export function problemBody({ status, code, detail }: Problem, traceparent?: string): string {
  const { traceId } = traceOf(traceparent);
  return JSON.stringify({ type: typeOf(code), title: STATUS_CODES[status] ?? "Error", status, code, detail, traceId });
}

export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) {
    return;
  }
  const { traceparent } = request.headers;
  response.writeHead(problem.status, {
    ...headers,
    ...problem.headers,
    ...securityHeaders,
    "content-type": "application/problem+json",
  });
  response.end(problemBody(problem, typeof traceparent === "string" ? traceparent : undefined));
}
