import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { errorCodesOf } from "../../api/error-codes.ts";
import { Problem, statusOf } from "../../api/problem.ts";
import type { RouteContract } from "../../api/route.ts";
import { routes } from "../../api/routes.ts";
import type { ErrorCode } from "../../domain/domain-error.ts";
import { faultsOf, jsonPointer } from "../../functions/runtime/faults.ts";
import type { GatewayResponse } from "./payload.ts";

const byRouteKey = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));

/**
 * How an answer of a function differs from the contract of its route: in status, content type, body, error code or ETag. Names
 * places and kinds, never a value, since it is logged. Empty for a route that the contract does not have.
 */
export function deviations(routeKey: string, answer: GatewayResponse): string[] {
  const route = byRouteKey.get(routeKey);
  return route === undefined ? [] : deviationsFrom(route, answer);
}

/** The same for a given contract. */
export function deviationsFrom(route: RouteContract, { status, headers, body: sent }: GatewayResponse): string[] {
  const body = plainBody(sent, headers["content-encoding"]);
  if (status >= 400) {
    return [...otherType(headers, "application/problem+json"), ...problemFaults(route, status, jsonOf(body))];
  }
  const schema = route.replies[status];
  if (schema === undefined) {
    return [`status ${status} is none of ${Object.keys(route.replies).join(", ")}`];
  }
  if (schema === null) {
    return body.length === 0 ? [] : [`status ${status} has a body`];
  }
  if (route.csv !== null && headers["content-type"]?.startsWith("text/csv")) {
    const [names] = body.toString("utf8").replace("\uFEFF", "").split("\r\n");
    return names === route.csv.columns.map(({ name }) => name).join(",") ? [] : ["the columns are others"];
  }
  if (route.html && headers["content-type"]?.startsWith("text/html")) {
    return body.toString("utf8").startsWith("<!doctype html>") ? [] : ["the page is none"];
  }
  const shown = jsonOf(body);
  return [...otherType(headers, "application/json"), ...bodyFaults(route, status, shown), ...otherTag(headers, shown)];
}

/** Where the body of a success is not what the contract says. */
export function bodyFaults(route: RouteContract, status: number, body: unknown): string[] {
  const parsed = route.replies[status]?.safeParse(body);
  if (parsed === undefined || parsed.success) {
    return [];
  }
  return faultsOf(parsed.error.issues, body, jsonPointer).map(
    ({ pointer, code }) => `${pointer || "the body"} ${code}`,
  );
}

function problemFaults(route: RouteContract, status: number, body: unknown): string[] {
  const parsed = Problem.safeParse(body);
  if (!parsed.success) {
    return parsed.error.issues.map(
      (issue) => `${jsonPointer(issue.path) || "the problem"} ${issue.code.toUpperCase()}`,
    );
  }
  const { code } = parsed.data;
  const declared: readonly string[] = errorCodesOf(route);
  return [
    ...(parsed.data.status === status ? [] : ["/status is not the answer's"]),
    ...(declared.includes(code) ? [] : [`code ${code} is not declared`]),
    ...(statusOf[code as ErrorCode] === status ? [] : [`code ${code} has another status`]),
  ];
}

function otherType({ "content-type": given = "none" }: GatewayResponse["headers"], wanted: string): string[] {
  return given.split(";")[0]?.trim() === wanted ? [] : [`content type ${given} is not ${wanted}`];
}

/** The ETag of a body with a version is that version. */
function otherTag({ etag }: GatewayResponse["headers"], body: unknown): string[] {
  const { version } = (typeof body === "object" && body !== null ? body : {}) as { readonly version?: unknown };
  return version === undefined || etag === `"${version}"` ? [] : ["the ETag is not the version"];
}

function plainBody(sent: Buffer, encoding: string | undefined): Buffer {
  return encoding === "br" ? brotliDecompressSync(sent) : encoding === "gzip" ? gunzipSync(sent) : sent;
}

/** Undefined for what is no JSON, which no schema takes. */
function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
