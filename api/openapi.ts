import type * as z from "zod/mini";
import type { ErrorCode } from "../domain/domain-error.ts";
import type { CsvTable } from "./csv.ts";
import { type JsonObject, schemaCollector, sorted } from "./json-schema.ts";
import { Problem, statusOf } from "./problem.ts";
import type { RouteContract } from "./route.ts";

const prefix = "#/components/schemas/";

/** The OpenAPI 3.1 document of some routes. Statuses, bodies and errors are those that handlers are checked against. */
export function openapi(routes: readonly RouteContract[], version: string): JsonObject {
  const { schemaOf, components } = schemaCollector(prefix);
  const problem = { "application/problem+json": { schema: schemaOf(Problem) } };
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    const { [route.path]: path = {} } = paths;
    paths[route.path] = { ...path, [route.method.toLowerCase()]: operation(route, schemaOf, problem) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Prior-Authorization Tracker",
      version,
      summary: "What payers authorized, how much of it is left and until when, and its confirmation to billing.",
      description:
        "Calendar days are YYYY-MM-DD in the agency's time zone; instants are UTC and end in `At`. " +
        "Single resources carry an ETag; where If-Match is asked for, it is the version that was read. " +
        "Everything that is not a success is an RFC 9457 problem with a `code`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "Of the agency's token issuer." },
      },
      schemas: sorted(components),
    },
  };
}

const idempotencyKey: JsonObject = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Makes it safe to send the request again when its reply was lost: for 7 days the same user, key and body get the " +
    "first reply again, as it was then, and nothing is created twice. With another body the key is refused as " +
    "IDEMPOTENCY_KEY_REUSED. While the first request is being stored the answer is IDEMPOTENCY_IN_PROGRESS with " +
    "Retry-After. A refusal is not kept: after one, the same key is decided anew.",
  schema: {
    type: "string",
    minLength: 1,
    maxLength: 255,
    pattern: "^[ -~]+$",
    examples: ["0f8b6c1e-6f0a-4f3e-9a35-3f0c3f5d8a11"],
  },
};

type SchemaOf = (schema: z.ZodMiniType) => JsonObject;

function operation(route: RouteContract, schemaOf: SchemaOf, problem: JsonObject): JsonObject {
  const needs = route.permission === null ? "" : ` Needs the permission \`${route.permission}\`.`;
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: `${route.summary}.${needs}`,
    tags: [route.capability],
    // For machines: the compatibility check and generators of clients read it.
    ...(route.permission !== null && { "x-permission": route.permission }),
    ...(route.access === "public" && { security: [] }),
    parameters: [
      ...parameters(route.pathParameters, "path", schemaOf),
      ...parameters(route.query, "query", schemaOf),
      ...(route.ifMatch
        ? [{ name: "If-Match", in: "header", required: true, schema: { type: "string", examples: ['"1"'] } }]
        : []),
      ...(route.idempotencyKey ? [idempotencyKey] : []),
    ],
    ...(route.body !== null && {
      requestBody: { required: !route.bodyOptional, content: { "application/json": { schema: schemaOf(route.body) } } },
    }),
    responses: { ...successes(route, schemaOf), ...failures(route, problem) },
  };
}

function parameters(schema: z.ZodMiniObject, place: "path" | "query", schemaOf: SchemaOf): JsonObject[] {
  const { properties = {}, required = [] } = schemaOf(schema) as {
    properties?: Record<string, JsonObject>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}

/** Where the pages of a CSV go on. Those of JSON say it in their body. */
const csvHeaders: JsonObject = {
  Link: {
    description: 'CSV only, where more follows: `<?...>; rel="next"`, relative to the request.',
    schema: { type: "string" },
  },
  "X-Next-Cursor": { description: "CSV only, where more follows: the cursor.", schema: { type: "string" } },
};

function csvContent(table: CsvTable): JsonObject {
  const names = table.columns.map(({ name }) => name).join(", ");
  return {
    "text/csv": {
      schema: {
        type: "string",
        description:
          "RFC 4180, UTF-8 with a byte order mark, lines end in CRLF, the first names the columns. Without `limit` up to 2,000 " +
          "rows, fewer when they are long. Text that a spreadsheet would take for a formula begins with an apostrophe. " +
          `Columns: ${names}.`,
      },
    },
  };
}

function successes(route: RouteContract, schemaOf: SchemaOf): JsonObject {
  const meaning: Record<string, string> = { 200: "Done", 201: "Created", 202: "Accepted", 204: "Deleted" };
  return Object.fromEntries(
    Object.entries(route.replies).map(([status, schema]) => [
      status,
      {
        description: meaning[status] ?? "Done",
        ...(route.csv !== null && { headers: csvHeaders }),
        ...(schema !== null && {
          content: {
            "application/json": { schema: schemaOf(schema) },
            ...(route.csv !== null && csvContent(route.csv)),
          },
        }),
      },
    ]),
  );
}

/** Errors that follow from what a route takes, beside those that it names. */
function impliedErrors(route: RouteContract): ErrorCode[] {
  return [
    "VALIDATION_FAILED",
    ...(route.access === "public" ? [] : (["UNAUTHENTICATED"] as const)),
    ...(route.permission === null ? [] : (["FORBIDDEN"] as const)),
    ...(route.ifMatch ? (["PRECONDITION_REQUIRED", "VERSION_CONFLICT"] as const) : []),
    ...(route.idempotencyKey ? (["IDEMPOTENCY_IN_PROGRESS", "IDEMPOTENCY_KEY_REUSED"] as const) : []),
    ...(route.body === null ? [] : (["PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"] as const)),
    "INTERNAL",
    "SERVICE_UNAVAILABLE",
  ];
}

/** Every code with which a route can refuse. */
export function errorCodesOf(route: RouteContract): ErrorCode[] {
  return [...new Set([...impliedErrors(route), ...route.errors])];
}

function failures(route: RouteContract, content: JsonObject): JsonObject {
  const codes = errorCodesOf(route);
  const statuses = [...new Set(codes.map((code) => statusOf[code]))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const named = codes.filter((code) => statusOf[code] === status);
      return [String(status), { description: named.join(", "), content }];
    }),
  );
}
