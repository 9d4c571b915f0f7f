import middy from "@middy/core";
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { dayIn } from "../../domain/calendar.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { AuthorizationId, ClientId } from "../../domain/id.ts";
import { actorOf } from "./actor.ts";
import { checkedInput, versionIn } from "./checked-call.ts";
import type { Call, HandledRoute } from "./handled-route.ts";
import { answeredOnce, repeatable, type SentReply, sentReply } from "./idempotency.ts";
import { logError, logInfo } from "./log.ts";
import { problemReply } from "./problem.ts";
import type { Services as CommonServices, WithPermissions } from "./services.ts";
import { type Trace, traceOf } from "./trace.ts";

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;
type Result = APIGatewayProxyStructuredResultV2;

/** What the chain knows of a request so far; kept in middy's `request.internal`. */
interface Progress extends Record<string, unknown> {
  trace?: Trace;
  startedAt?: number;
}
type Request = middy.Request<Event, Result, Error, Context, Progress>;

type CallServices = CommonServices & WithPermissions;

/**
 * A Lambda function that answers some routes of the contract: observe, check, answer; and one boundary around it all
 * that makes a problem of everything thrown.
 */
export function httpFunction<Services extends CallServices>(
  services: Services,
  handledRoutes: readonly HandledRoute<Services>[],
) {
  const byRouteKey = new Map(
    handledRoutes.map((handled) => [`${handled.contract.method} ${handled.contract.path}`, handled]),
  );
  const routeOf = (event: Event) => byRouteKey.get(event.routeKey);

  return middy<Event, Result, Error, Context, Progress>()
    .use(observation((event) => routeOf(event)?.contract.operationId))
    .handler(async (event: Event) => {
      const handled = routeOf(event);
      if (handled === undefined) throw new DomainError("NOT_FOUND", "There is no such route.");
      return success(await answered(event, handled, services));
    });
}

async function answered<Services extends CallServices>(
  event: Event,
  handled: HandledRoute<Services>,
  services: Services,
): Promise<SentReply> {
  const { idempotencyKey, ...call } = callOf(event, handled, services);
  if (idempotencyKey === undefined)
    return sentReply(await handled.answer({ ...call, recordOf: withoutRecord }, services));
  const { method, path } = handled.contract;
  return answeredOnce(services.table, repeatable(`${method} ${path}`, call, idempotencyKey), (recordOf) =>
    handled.answer({ ...call, recordOf }, services),
  );
}

const withoutRecord: Call["recordOf"] = () => [];

/** Checks a request in the order of who, whether, what: token, permission, precondition, input. */
function callOf<Services extends CallServices>(
  event: Event,
  { contract }: HandledRoute<Services>,
  services: Services,
): Omit<Call, "recordOf"> & { readonly idempotencyKey: string | undefined } {
  const actor = actorOf(event.requestContext.authorizer?.jwt?.claims, services.permissionsClaim);
  if (contract.permission !== null && !actor.permissions.has(contract.permission))
    throw new DomainError("FORBIDDEN", `This needs the permission ${contract.permission}.`);
  const ifMatch = contract.ifMatch ? versionIn(event.headers["if-match"]) : 0;
  const now = services.now();
  return {
    ...(checkedInput(event, contract) as ReturnType<typeof checkedInput> & Pick<Call, "path" | "query" | "body">),
    actor,
    role: contract.permission ?? contract.access,
    ifMatch,
    trace: traceOf(event.headers["traceparent"]),
    now,
    today: dayIn(services.timeZone, now),
  };
}

function success(reply: SentReply): Result {
  const headers = {
    "cache-control": "no-store",
    ...(reply.version !== undefined && { etag: `"${reply.version}"` }),
    ...(reply.location !== undefined && { location: reply.location }),
  };
  return reply.body === null
    ? { statusCode: reply.status, headers }
    : {
        statusCode: reply.status,
        headers: { "content-type": "application/json", ...headers },
        body: reply.body,
      };
}

/** Logs each request once, by ids, and turns everything thrown inside into a problem. */
function observation(operationOf: (event: Event) => string | undefined) {
  const told = ({ event, context, internal }: Request, status: number | undefined) => ({
    event: "request",
    operationId: operationOf(event),
    requestId: context.awsRequestId,
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
      // Taken up or begun: from here on every request carries one.
      request.event = { ...event, headers: { ...event.headers, traceparent: internal.trace.traceparent } };
    },
    after: (request: Request) => {
      logInfo(told(request, request.response?.statusCode));
    },
    onError: (request: Request) => {
      const { error, internal } = request;
      request.response = problemReply(error, internal.trace?.traceId ?? "");
      const code = error instanceof DomainError ? error.code : "INTERNAL";
      const entry = { ...told(request, request.response.statusCode), code };
      if ((request.response.statusCode ?? 500) < 500) logInfo(entry);
      else logError(entry, error);
    },
  };
}
