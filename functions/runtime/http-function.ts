import middy from "@middy/core";
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { dayIn } from "../../domain/calendar.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { AuthorizationId, ClientId } from "../../domain/id.ts";
import { inWords, Unreadable, type UnreadableItem } from "../../domain/unreadable.ts";
import { actorOf, requirePermissions } from "./actor.ts";
import { callBegins } from "./call-time.ts";
import { checkedInput, expectedVersion } from "./checked-call.ts";
import { clientIdsIn } from "./clients-shown.ts";
import { compressed } from "./compression.ts";
import { type CsvReply, csvReply } from "./csv-reply.ts";
import type { Call, HandledRoute } from "./handled-route.ts";
import { answeredOnce, repeatable, type SentReply, sentReply } from "./idempotency.ts";
import { leftOutOf } from "./left-out.ts";
import { logError, logFault, logInfo } from "./log.ts";
import type { Measure } from "./metrics.ts";
import { problemReply } from "./problem.ts";
import { representationIn } from "./representation.ts";
import { securityHeaders } from "./security-headers.ts";
import type { Services as CommonServices, WithAccessRules } from "./services.ts";
import { callerAddress, isPastTheSite, pastTheSite } from "./site-key.ts";
import { type Trace, traceOf } from "./trace.ts";

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;
type Result = APIGatewayProxyStructuredResultV2;

/** What the chain knows of a request so far; kept in middy's `request.internal`. */
interface Progress extends Record<string, unknown> {
  trace?: Trace;
  startedAt?: number;
}
type Request = middy.Request<Event, Result, Error, Context, Progress>;

type CallServices = CommonServices & WithAccessRules;

/**
 * A Lambda function that answers some routes of the contract: it logs, checks, and answers; one boundary around all of it makes a
 * problem of everything thrown.
 */
export function httpFunction<Services extends CallServices>(
  services: Services,
  handledRoutes: readonly HandledRoute<Services>[],
) {
  const byRouteKey = new Map(
    handledRoutes.map((handled) => [`${handled.contract.method} ${handled.contract.path}`, handled]),
  );
  const routeOf = (event: Event) => byRouteKey.get(event.routeKey);
  const toldIn: ToldIn = new WeakMap();

  return middy<Event, Result, Error, Context, Progress>()
    .before(callBegins)
    .use(observation(services.measure, (event) => routeOf(event)?.contract.operationId, toldIn))
    .handler(async (event: Event) => {
      if (isPastTheSite(event)) throw pastTheSite();
      const handled = routeOf(event);
      if (handled === undefined) throw new DomainError("NOT_FOUND", "There is no such route.");
      const { reply, ...told } = await answered(event, handled, services);
      const result = compressed(success(reply), event.headers["accept-encoding"]);
      toldIn.set(result, told);
      return result;
    });
}

interface Answered {
  readonly reply: SentReply | CsvReply;
  /** The clients that the reply is about, if the path names none. */
  readonly clientIds: readonly string[];
  readonly leftOut: readonly UnreadableItem[];
}

async function answered<Services extends CallServices>(
  event: Event,
  handled: HandledRoute<Services>,
  services: Services,
): Promise<Answered> {
  const { idempotencyKey, ...call } = callOf(event, handled, services);
  const { method, path, csv } = handled.contract;
  if (idempotencyKey === undefined) {
    const reply = await handled.answer({ ...call, recordOf: withoutRecord }, services);
    const leftOut = leftOutOf(reply.body);
    // A file is handed on without whatever would stand beside it.
    if (leftOut.length > 0 && call.representation === "CSV") throw new Unreadable(leftOut);
    return {
      leftOut,
      reply: csv !== null && call.representation === "CSV" ? csvReply(csv, reply, { ...call, path }) : sentReply(reply),
      clientIds: "clientId" in call.path ? [] : clientIdsIn(reply.body),
    };
  }
  const reply = await answeredOnce(services.table, repeatable(`${method} ${path}`, call, idempotencyKey), (recordOf) =>
    handled.answer({ ...call, recordOf }, services),
  );
  // What a POST makes belongs to the client in its path.
  return { reply, clientIds: [], leftOut: [] };
}

const withoutRecord: Call["recordOf"] = () => [];

/** Checks a request in the order of who, whether, what: token, permission, precondition, input. */
function callOf<Services extends CallServices>(
  event: Event,
  { contract }: HandledRoute<Services>,
  services: Services,
): Omit<Call, "recordOf"> & { readonly idempotencyKey: string | undefined } {
  const actor = actorOf(event.requestContext.authorizer?.jwt?.claims, services.accessRules);
  requirePermissions(actor, contract, services.accessRules);
  const ifMatch = expectedVersion(event.headers["if-match"], contract.ifMatch);
  const now = services.now();
  return {
    ...(checkedInput(event, contract) as ReturnType<typeof checkedInput> & Pick<Call, "path" | "query" | "body">),
    actor,
    role: contract.permission ?? contract.access,
    ifMatch,
    representation: contract.csv === null ? "JSON" : representationIn(event.headers["accept"]),
    trace: traceOf(event.headers["traceparent"]),
    now,
    today: dayIn(services.timeZone, now),
  };
}

function success(reply: SentReply & { readonly headers?: CsvReply["headers"] }): Result {
  const headers = {
    ...securityHeaders,
    "cache-control": "no-store",
    ...(reply.version !== undefined && { etag: `"${reply.version}"` }),
    ...(reply.location !== undefined && { location: reply.location }),
  };
  return reply.body === null
    ? { statusCode: reply.status, headers }
    : {
        statusCode: reply.status,
        headers: { "content-type": "application/json", ...headers, ...reply.headers },
        body: reply.body,
      };
}

/** Which clients each result is about, and what it leaves out. */
type ToldIn = WeakMap<Result, Omit<Answered, "reply">>;

/** So many ids of 64 characters are a quarter of the longest line that CloudWatch takes. */
const mostClientsPerLine = 1000;

/** Logs each request once, by ids, and turns everything thrown inside into a problem. */
function observation(measure: Measure, operationOf: (event: Event) => string | undefined, toldIn: ToldIn) {
  const entryOf = ({ event, context, internal }: Request, status: number | undefined) => ({
    event: "request",
    operationId: operationOf(event),
    requestId: event.requestContext.requestId,
    invocationId: context.awsRequestId,
    address: callerAddress(event),
    traceId: internal.trace?.traceId,
    userId: event.requestContext.authorizer?.jwt?.claims?.["sub"]?.toString(),
    clientId: ClientId.safeParse(event.pathParameters?.["clientId"]).data,
    authorizationId: AuthorizationId.safeParse(event.pathParameters?.["authorizationId"]).data,
    status,
    durationMs: Math.round(performance.now() - (internal.startedAt ?? 0)),
  });
  return {
    before: (request: Request) => {
      const { event, internal } = request;
      internal.startedAt = performance.now();
      internal.trace = traceOf(event.headers?.["traceparent"]);
      // The caller's trace or a new one: from here on every request has one.
      request.event = { ...event, headers: { ...event.headers, traceparent: internal.trace.traceparent } };
    },
    after: (request: Request) => {
      const { response } = request;
      const entry = entryOf(request, response?.statusCode);
      const { clientIds = [], leftOut = [] } = (response && toldIn.get(response)) ?? {};
      logInfo({ ...entry, ...(clientIds.length > 0 && { clientIds: clientIds.slice(0, mostClientsPerLine) }) });
      for (let first = mostClientsPerLine; first < clientIds.length; first += mostClientsPerLine)
        logInfo({ ...entry, event: "furtherClients", clientIds: clientIds.slice(first, first + mostClientsPerLine) });
      if (leftOut.length === 0) return;
      logFault({ ...entry, event: "leftOut", unreadable: leftOut.map(inWords) });
      measure({ UnreadableItems: leftOut.length });
    },
    onError: (request: Request) => {
      const { error, internal } = request;
      request.response = problemReply(error, internal.trace?.traceId ?? "");
      const code = error instanceof DomainError ? error.code : "INTERNAL";
      const outcome = isPastTheSite(request.event) ? "PAST_THE_SITE" : undefined;
      const entry = { ...entryOf(request, request.response.statusCode), code, outcome };
      measure({ Refusals: 1 }, { code });
      if (error instanceof Unreadable) measure({ UnreadableItems: error.items.length });
      if ((request.response.statusCode ?? 500) < 500) logInfo(entry);
      else logError(entry, error);
    },
  };
}
