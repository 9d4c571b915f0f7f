import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from "aws-lambda";

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;

interface Sent {
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly base64?: boolean;
  /** Of the token; null: no token was verified. */
  readonly claims?: Record<string, string> | null;
}

/** A request as the HTTP API hands it to a function. */
export function request(routeKey: string, sent: Sent = {}): Event {
  const { claims = { sub: "u-1", permissions: "clients:read" } } = sent;
  const text = sent.body === undefined || typeof sent.body === "string" ? sent.body : JSON.stringify(sent.body);
  const [method = "", rawPath = ""] = routeKey.split(" ");
  return {
    version: "2.0",
    routeKey,
    rawPath,
    rawQueryString: "",
    headers: { "content-type": "application/json", ...sent.headers },
    ...(sent.path !== undefined && { pathParameters: sent.path }),
    ...(sent.query !== undefined && { queryStringParameters: sent.query }),
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      domainName: "api.example.org",
      domainPrefix: "api",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "test" },
      requestId: "r-1",
      routeKey,
      stage: "$default",
      time: "16/Mar/2026:14:05:00 +0000",
      timeEpoch: 1_773_669_900_000,
      ...(claims !== null && {
        authorizer: {
          principalId: "",
          integrationLatency: 0,
          jwt: { claims: { client_id: "pages", ...claims }, scopes: [] },
        },
      }),
    } as Event["requestContext"],
    ...(text !== undefined && { body: text }),
    isBase64Encoded: sent.base64 ?? false,
  };
}

export const context = {
  awsRequestId: "invocation-1",
  getRemainingTimeInMillis: () => 10_000,
} as unknown as Context;
