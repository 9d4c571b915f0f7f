import { errorCodesOf } from "./error-codes.ts";
import { errorMeanings } from "./error-meanings.ts";
import { type JsonObject, schemaCollector, sorted } from "./json-schema.ts";
import { operation } from "./openapi-operation.ts";
import { headers } from "./openapi-replies.ts";
import { tags } from "./openapi-tags.ts";
import { Problem, problemType, statusOf } from "./problem.ts";
import type { RouteContract } from "./route.ts";
import { titleOf } from "./status-titles.ts";

const prefix = "#/components/schemas/";

/** The OpenAPI 3.1 document of some routes. Statuses, bodies and errors are those that handlers are checked against. */
export function openapi(routes: readonly RouteContract[], version: string): JsonObject {
  const { schemaOf, components } = schemaCollector(prefix);
  const problem = schemaOf(Problem);
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    const { [route.path]: path = {} } = paths;
    paths[route.path] = { ...path, [route.method.toLowerCase()]: operation(route, { routes, schemaOf, problem }) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Prior-Authorization Tracker",
      version,
      summary: "What payers authorized, how much of it is left and until when, and its confirmation to billing.",
      description,
      contact: { name: "The agency's administrators" },
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [
      {
        url: "/",
        description: "Where this document is served: an agency in production, or a local server.",
        "x-internal": false,
      },
    ],
    security: [{ token: [] }],
    tags: tags(routes),
    paths,
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description:
            "Of the agency's token issuer. Signature, issuer, audience and expiry are checked as RFC8725 wants it; the " +
            "permissions are in a claim whose name each agency sets, `permissions` if it says nothing. An agency may let all its " +
            "users read: they then need no `clients:read`.",
        },
      },
      headers,
      examples: problemExamples(routes),
      schemas: sorted({ ...components, GatewayMessage }),
    },
  };
}

const description = `
Calendar days are \`YYYY-MM-DD\` in the agency's time zone, and both ends of a window are included; instants are UTC and end
in \`At\`. Visits are distinct days of service.

**Versions.** Single resources carry an \`ETag\`. Where \`If-Match\` is asked for, send the ETag that was read: without it the
answer is 428, and 412 when somebody changed it meanwhile.

**Sending again.** GET, PUT and DELETE may be repeated. A POST that creates takes an \`Idempotency-Key\`.

**Pages.** Follow \`nextCursor\` until it is null. A cursor holds for the query that gave it, and for the user whom it was given.

**Errors.** Whatever is no success is a problem of RFC 9457 with a \`code\`; \`type\` leads to what it means and what to do. What
the gateway refuses before the product sees it, such as a bad token, has a body with a \`message\` alone.

**Open enumerations.** A field of a reply with \`x-extensible-enum\` in place of \`enum\` may get new values at any time, as may the
kinds of an authorization's \`warnings\` and the \`code\` of a problem: read one that you don't know as one of its kind that
asks nothing of you. What has an \`enum\` gets none.

**Methods.** A known path with another method answers 405 with \`Allow\`, an unknown path 404. HEAD is another method as well.
Browsers of the agency's origins get their preflight answered.

**Size.** Bodies have up to 64 KB. Replies from 8 KB on come compressed where \`Accept-Encoding\` has gzip or br.

**Tracing.** A \`traceparent\` is taken up, and passed on into events and logs.
`.trim();

/** What API Gateway says in its own words, which no configuration of an HTTP API changes. */
const GatewayMessage: JsonObject = {
  type: "object",
  description: "Of the gateway itself, before or instead of the product.",
  properties: { message: { type: ["string", "null"] } },
  required: ["message"],
  additionalProperties: false,
};

/** An example problem for each code; the replies refer to them. */
function problemExamples(routes: readonly RouteContract[]): JsonObject {
  const used = new Set<string>(routes.flatMap(errorCodesOf));
  const described = Object.entries(errorMeanings).filter(([code]) => used.has(code));
  return Object.fromEntries(
    described.map(([name, { meaning, example }]) => {
      const code = name as keyof typeof errorMeanings;
      const value: Problem = {
        type: problemType(code),
        title: titleOf(statusOf[code]),
        status: statusOf[code],
        code,
        detail: example,
        ...(code === "VALIDATION_FAILED" && {
          errors: [{ pointer: "/priority", code: "REQUIRED", message: "is required" }],
        }),
        traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      };
      return [code, { summary: meaning, value }];
    }),
  );
}
