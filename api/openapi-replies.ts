import type { CsvTable } from "./csv.ts";
import { errorCodesOf } from "./error-codes.ts";
import type { JsonObject } from "./json-schema.ts";
import { links } from "./openapi-links.ts";
import { exampleOf, type Surroundings } from "./openapi-surroundings.ts";
import { statusOf } from "./problem.ts";
import type { RouteContract } from "./route.ts";

/** The headers of replies, as components. */
export const headers: JsonObject = {
  "Access-Control-Allow-Origin": {
    description: "The caller's origin, where it is one of the agency's.",
    schema: { type: "string" },
  },
  ETag: {
    description: 'The version, for If-Match. `"0"` of an entry of the setup that is not there.',
    schema: { type: "string", pattern: '^"(?:0|[1-9][0-9]*)"$', examples: ['"1"'] },
  },
  Link: {
    description: 'CSV only, where more follows: `<?...>; rel="next"`, relative to the request.',
    schema: { type: "string" },
  },
  Location: { description: "Where to read what was made.", schema: { type: "string", format: "uri-reference" } },
  "Retry-After": { description: "Seconds to wait before the same is sent again.", schema: { type: "string" } },
  "X-Next-Cursor": { description: "CSV only, where more follows: the cursor.", schema: { type: "string" } },
};

function headersNamed(...names: readonly string[]): JsonObject {
  return Object.fromEntries(
    ["Access-Control-Allow-Origin", ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
}

function csvContent(table: CsvTable): JsonObject {
  const names = table.columns.map(({ name }) => name).join(", ");
  return {
    "text/csv": {
      schema: {
        type: "string",
        description:
          "RFC 4180, UTF-8 with a byte order mark, lines end in CRLF, the first names the columns. Without `limit` up to 2,000 " +
          "rows, fewer when they are long; `Link` and `X-Next-Cursor` say where it goes on. Text that a spreadsheet would take for a formula, " +
          "at its start or after a separator or quote in it, has an apostrophe more there. " +
          `Columns: ${names}.`,
      },
    },
  };
}

const meaning: Readonly<Record<string, string>> = { 200: "Done", 201: "Created", 202: "Accepted", 204: "Deleted" };

/** The successes of a route, each with what can be done next. */
export function successes(route: RouteContract, { routes, schemaOf }: Surroundings): JsonObject {
  return Object.fromEntries(
    Object.entries(route.replies).map(([status, schema]) => {
      const next = links(route, status, routes);
      const own = [
        ...(schema !== null && isVersioned(route) ? ["ETag"] : []),
        ...((status === "201" && route.method === "POST") || status === "202" ? ["Location"] : []),
        ...(route.csv === null ? [] : ["Link", "X-Next-Cursor"]),
      ];
      return [
        status,
        {
          description: meaning[status] ?? "Done",
          headers: headersNamed(...own),
          ...(schema !== null && { content: content(route, schemaOf(schema)) }),
          ...(next !== undefined && { links: next }),
        },
      ];
    }),
  );
}

function content(route: RouteContract, schema: JsonObject): JsonObject {
  const example = exampleOf[route.operationId]?.reply;
  return {
    "application/json": { schema, ...(example !== undefined && { example }) },
    ...(route.csv !== null && csvContent(route.csv)),
    ...(route.html && { "text/html": { schema: { type: "string" } } }),
  };
}

/** Whether replies carry an ETag: they tell a version, or the resource is one whose changes need If-Match. */
function isVersioned({ operationId, replies }: RouteContract): boolean {
  const shapes = Object.values(replies).map((schema) => (schema as { shape?: object } | null)?.shape ?? {});
  return (
    ["readTrackerSettings", "putTrackerSettings", "putService"].includes(operationId) ||
    shapes.some((shape) => "version" in shape)
  );
}

/** Statuses that the gateway may answer by itself, in its own words. */
const gatewayStatuses: ReadonlySet<number> = new Set([401, 413, 429, 500, 503]);
const gatewayContent = { "application/json": { schema: { $ref: "#/components/schemas/GatewayMessage" } } };

/** Only what stands before the functions answers so: in its own words, or in a problem's form. */
const tooMany = 429;

export function failures(route: RouteContract, problem: JsonObject): JsonObject {
  const codes = errorCodesOf(route);
  const statuses = [...new Set([...codes.map((code) => statusOf[code]), tooMany])].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const named = codes.filter((code) => statusOf[code] === status);
      const examples = Object.fromEntries(named.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
      return [
        String(status),
        {
          description:
            status === tooMany ? "Too many requests at once; wait a second and send it again." : named.join(", "),
          headers: headersNamed(
            ...(status === 412 ? ["ETag"] : []),
            ...(status === 503 || named.includes("IDEMPOTENCY_IN_PROGRESS") ? ["Retry-After"] : []),
          ),
          content: {
            "application/problem+json": { schema: problem, ...(named.length > 0 && { examples }) },
            ...(gatewayStatuses.has(status) && gatewayContent),
          },
        },
      ];
    }),
  );
}
