import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { securityHeaders } from "../../functions/runtime/security-headers.ts";
import { FunctionFailure } from "../functions/function-instance.ts";
import { type ClaimTexts, claimTexts, hasScope, type TrustedIssuer, verifiedClaims } from "../tokens/token-check.ts";
import type { Access, AnsweredAccess } from "./access-log.ts";
import { deviations } from "./conformance.ts";
import type { Cors } from "./cors.ts";
import { readBody } from "./http.ts";
import {
  addressOf,
  commonLogTime,
  type GatewayRequest,
  type GatewayResponse,
  type RequestSurroundings,
  requestEvent,
  responseOf,
} from "./payload.ts";
import { type Problem, problemBody, sendProblem } from "./problem.ts";
import type { MatchedRoute, RouteTable } from "./route-table.ts";
import type { Throttles } from "./throttles.ts";

export interface GatewayParts extends Omit<RequestSurroundings, "requestId" | "timeMillis"> {
  readonly routes: RouteTable;
  /** Undefined: as many calls as come. */
  readonly throttles: Throttles | undefined;
  readonly cors: Cors;
  readonly issuers: readonly TrustedIssuer[];
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** Comes after each answer. */
  readonly onAnswered: (answered: AnsweredAccess) => void;
}

/** Bodies of requests to an HTTP API, and to a function behind it. */
const mostBytes = 10 * 1024 * 1024;
const mostBytesForFunction = 6 * 1024 * 1024;

/**
 * Problems that the gateway itself answers. AWS answers the same statuses with bodies such as {"message": "Unauthorized"}, which
 * no template can change; here they have the contract's form.
 */
const unauthenticated: Problem = {
  status: 401,
  code: "UNAUTHENTICATED",
  detail: "This needs a valid token: POST /local/token gives one.",
  headers: { "www-authenticate": "Bearer" },
};
const forbidden: Problem = {
  status: 403,
  code: "FORBIDDEN",
  detail: "The token has none of the route's scopes.",
  headers: { "www-authenticate": 'Bearer error="insufficient_scope"' },
};
const notFound: Problem = { status: 404, code: "NOT_FOUND", detail: "There is no such route." };
const tooMany: Problem = {
  status: 429,
  code: "TOO_MANY_REQUESTS",
  detail: "Too many calls of this route came at once.",
  headers: { "retry-after": "1" },
};
const malformedUrl: Problem = {
  status: 400,
  code: "VALIDATION_FAILED",
  detail: "The address is not well-formed: look at its percent-encoding.",
};
const tooLarge: Problem = { status: 413, code: "PAYLOAD_TOO_LARGE", detail: "The body has more than 10 MB." };
const internal: Problem = {
  status: 500,
  code: "INTERNAL",
  detail: "The function failed, or its answer breaks the contract: the log says why.",
};
const timedOut: Problem = { status: 503, code: "SERVICE_UNAVAILABLE", detail: "The function took too long." };

/** Acts as the API Gateway HTTP API of the template. */
export class HttpGateway {
  private readonly parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.parts = parts;
  }

  async answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const begun = performance.now();
    const { cors, log, now } = this.parts;
    const time = commonLogTime(new Date(now()));
    const access: Access = { requestId: randomUUID(), address: addressOf(message) };
    response.once("close", () =>
      this.parts.onAnswered({ ...access, time, status: response.statusCode, millis: performance.now() - begun }),
    );
    const headers = { ...cors.headers(message), "apigw-requestid": access.requestId };
    const refuse = (problem: Problem) => sendProblem(message, response, problem, headers);
    try {
      const preflight = cors.preflight(message);
      if (preflight) {
        message.resume();
        response.writeHead(204, { ...preflight, ...securityHeaders }).end();
        return;
      }
      const outcome = await this.outcomeOf(message, access);
      if ("code" in outcome) {
        refuse(outcome);
      } else {
        send(response, outcome, headers, cors.isOn);
      }
    } catch (error) {
      if (error instanceof URIError) {
        refuse(malformedUrl);
      } else if (error instanceof FunctionFailure && error.reason === "timed-out") {
        log(error.message);
        refuse(timedOut);
      } else if (!message.destroyed || message.complete) {
        log(error instanceof Error ? error.message : String(error));
        refuse(internal);
      }
      // Otherwise the client went away while it was sending, and nobody is left to answer.
    }
  }

  private async outcomeOf(message: IncomingMessage, access: Access): Promise<GatewayResponse | Problem> {
    const { path, query } = splitUrl(message.url ?? "");
    const match = this.parts.routes.match(message.method ?? "GET", path);
    if (!match) {
      return notFound;
    }
    access.routeKey = match.route.routeKey;
    if (this.parts.throttles?.takes(match.route.routeKey) === false) {
      return tooMany;
    }
    const claims = await this.claimsFor(match, message);
    if (typeof claims === "string") {
      access.authorizerError = claims;
      return { unauthenticated, forbidden }[claims];
    }
    if (claims) {
      access.claims = claims;
    }
    const body = await readBody(message, mostBytes);
    if (!body || body.length > mostBytesForFunction) {
      return tooLarge;
    }
    const begun = performance.now();
    const answer = await this.call({ message, path, query, body, match, claims }, access.requestId);
    access.integrationMillis = performance.now() - begun;
    return answer ?? internal;
  }

  private async claimsFor(
    { route }: MatchedRoute,
    message: IncomingMessage,
  ): Promise<ClaimTexts | undefined | "unauthenticated" | "forbidden"> {
    if (route.authorizerId === undefined) {
      return undefined;
    }
    const claims = await verifiedClaims(message.headers.authorization, this.parts.issuers);
    if (!claims) {
      return "unauthenticated";
    }
    return hasScope(claims, route.scopes) ? claimTexts(claims) : "forbidden";
  }

  private async call(request: GatewayRequest, requestId: string): Promise<GatewayResponse | undefined> {
    const { invoke, now, accountId, apiId, domainName } = this.parts;
    const event = requestEvent(request, { accountId, apiId, domainName, requestId, timeMillis: now() });
    const { functionName, timeoutMillis, routeKey } = request.match.route;
    const result = await within(timeoutMillis, invoke(functionName, event), functionName);
    const answer = responseOf(result);
    return answer && this.conforming(routeKey, answer);
  }

  /** AWS passes on any answer of a function. Here one that breaks the contract fails, and so does every test that meets it. */
  private conforming(routeKey: string, answer: GatewayResponse): GatewayResponse | undefined {
    const found = deviations(routeKey, answer);
    if (found.length === 0) {
      return answer;
    }
    this.parts.log(`The answer of ${routeKey} breaks its contract: ${found.join("; ")}`);
    return undefined;
  }
}

/** Like API Gateway, stops waiting; the function goes on. */
async function within<Result>(millis: number, result: Promise<Result>, functionName: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const failure = new FunctionFailure("timed-out", `${functionName} took longer than the API waits`);
    timer = setTimeout(() => reject(failure), millis);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws URIError when it is no address */
function splitUrl(url: string): { readonly path: string; readonly query: string } {
  // A proxy's form has scheme and host before the path.
  const target = /^https?:\/\//i.test(url) && URL.canParse(url) ? url.replace(/^https?:\/\/[^/?]*/i, "") : url;
  const [path = "", ...query] = target.split("?");
  if (!path.startsWith("/")) {
    throw new URIError("no path");
  }
  decodeURIComponent(path);
  return { path, query: query.join("?") };
}

function send(
  response: ServerResponse,
  answer: GatewayResponse,
  headers: Readonly<Record<string, string>>,
  corsIsOn: boolean,
): void {
  if (response.destroyed) {
    return;
  }
  const own = Object.entries(answer.headers).filter(([name]) => !(corsIsOn && name.startsWith("access-control-")));
  response.writeHead(answer.status, {
    ...Object.fromEntries(own),
    ...headers,
    ...(answer.cookies.length > 0 && { "set-cookie": [...answer.cookies] }),
    // An answer that by definition has no body must not tell its length.
    ...(answer.status !== 204 && answer.status !== 304 && { "content-length": String(answer.body.length) }),
  });
  response.end(answer.body);
}

/** What Node's parser refuses before there is a request: answered in the same form, and the connection closed. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problems: Readonly<Record<string, Problem>> = {
    HPE_HEADER_OVERFLOW: { status: 431, code: "PAYLOAD_TOO_LARGE", detail: "The headers are too large." },
    ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: "REQUEST_TIMEOUT", detail: "The request came too slowly." },
  };
  const problem = problems[error.code ?? ""] ?? {
    status: 400,
    code: "VALIDATION_FAILED",
    detail: "This is no well-formed HTTP request.",
  };
  const body = problemBody(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${JSON.parse(body).title}`,
    "content-type: application/problem+json",
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
