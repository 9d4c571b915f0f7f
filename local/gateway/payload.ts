import { isUtf8 } from "node:buffer";
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ClaimTexts } from "../tokens/token-check.ts";
import type { MatchedRoute } from "./route-table.ts";

/** What an API Gateway HTTP API adds to a request. */
export interface RequestSurroundings {
  readonly accountId: string;
  readonly apiId: string;
  readonly domainName: string;
  readonly requestId: string;
  readonly timeMillis: number;
}

/** A checked request, on its way to a function. */
export interface GatewayRequest {
  readonly message: IncomingMessage;
  /** As sent. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  readonly body: Buffer;
  readonly match: MatchedRoute;
  readonly claims: ClaimTexts | undefined;
}

/** Types whose bodies are handed over as text; all others as base64. */
const textTypes = /^(text\/|application\/(json|javascript|xml|[\w.+-]+\+(json|xml))\s*(;|$))/i;

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The event that a function gets, payload format 2.0. Fields that have nothing to tell are left out, as API Gateway does.
 * @throws URIError when the path is not well encoded
 */
export function requestEvent(request: GatewayRequest, surroundings: RequestSurroundings): object {
  const { message, match, claims, body, path, query } = request;
  const { accountId, apiId, domainName, requestId, timeMillis } = surroundings;
  const { headers, cookies } = headersOf(message, domainName);
  // An HTTP API decodes the path here, whatever the name says.
  const rawPath = decodeURIComponent(path);
  const contentType = headers["content-type"];
  // A body that claims to be text and is not goes as base64: as text it would be another body.
  const isText = (contentType === undefined || textTypes.test(contentType)) && isUtf8(body);
  return {
    version: "2.0",
    routeKey: match.route.routeKey,
    rawPath,
    rawQueryString: query,
    ...(cookies && { cookies }),
    headers,
    ...(query !== "" && { queryStringParameters: queryParameters(query) }),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId,
      apiId,
      ...(claims && {
        authorizer: { jwt: { claims, scopes: match.route.scopes.length > 0 ? match.route.scopes : null } },
      }),
      domainName,
      domainPrefix: apiId,
      http: {
        method: message.method ?? "GET",
        path: rawPath,
        protocol: `HTTP/${message.httpVersion}`,
        sourceIp: addressOf(message),
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: match.route.routeKey,
      stage: "$default",
      time: commonLogTime(new Date(timeMillis)),
      timeEpoch: timeMillis,
    },
    ...(body.length > 0 && { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Names in lower case, several of one name joined by commas, cookies apart, and what API Gateway adds. */
function headersOf(message: IncomingMessage, domainName: string) {
  const headers: Record<string, string> = {
    "x-amzn-trace-id": `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString("hex")}`,
    "x-forwarded-for": addressOf(message),
    "x-forwarded-port": domainName.split(":")[1] ?? "80",
    "x-forwarded-proto": "http",
  };
  for (const [name, values = []] of Object.entries(message.headersDistinct)) {
    headers[name] = values.join(",");
  }
  const cookies = headers["cookie"]?.split(/;\s*/);
  delete headers["cookie"];
  return { headers, cookies };
}

/** Decoded; several of one name joined by commas. */
function queryParameters(query: string): Record<string, string> {
  const byName = Map.groupBy(new URLSearchParams(query), ([name]) => name);
  return Object.fromEntries([...byName].map(([name, each]) => [name, each.map(([, value]) => value).join(",")]));
}

/** Where a caller sits. */
export function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? "127.0.0.1";
}

/** 12/Mar/2026:19:03:58 +0000 */
export function commonLogTime(time: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${two(time.getUTCDate())}/${monthNames[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${day}:${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} +0000`;
}

export interface GatewayResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/**
 * What a function's result becomes, format 2.0: with a statusCode the parts of an answer, without one the body of a 200.
 * @returns undefined for a result that API Gateway can't make an answer of (it says 500 then)
 */
export function responseOf(result: unknown): GatewayResponse | undefined {
  const parts = typeof result === "object" && result !== null ? (result as Record<string, unknown>) : {};
  if (parts["statusCode"] === undefined) {
    const text = typeof result === "string" ? result : JSON.stringify(result);
    return { status: 200, headers: { "content-type": "application/json" }, cookies: [], body: Buffer.from(text) };
  }
  const { statusCode, headers = {}, cookies = [], body = "", isBase64Encoded } = parts;
  const status = Number(statusCode);
  if (
    !Number.isInteger(status) ||
    status < 200 ||
    status > 599 ||
    !areTexts(headers) ||
    !Array.isArray(cookies) ||
    typeof body !== "string"
  ) {
    return undefined;
  }
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return {
    status,
    headers: { ...(body !== "" && { "content-type": "text/plain;charset=UTF-8" }), ...Object.fromEntries(named) },
    cookies: cookies.map(String),
    body: Buffer.from(body, isBase64Encoded === true ? "base64" : "utf8"),
  };
}

function areTexts(headers: unknown): headers is Record<string, string | number | boolean> {
  return (
    typeof headers === "object" &&
    headers !== null &&
    Object.values(headers).every((value) => ["string", "number", "boolean"].includes(typeof value))
  );
}
