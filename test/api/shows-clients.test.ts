import { describe, expect, it } from "vitest";
import { openapi } from "../../api/openapi.ts";
import { permissionsOf } from "../../api/route.ts";
import { routes } from "../../api/routes.ts";
import { resolve } from "./json-document.ts";

interface Operation {
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
}
const document = openapi(routes, "1.0.0") as { paths: Record<string, Record<string, Operation>> };

/** Whether a client is named anywhere in it, in whatever it refers to as well. */
function namesClient(part: unknown, seen: ReadonlySet<string> = new Set()): boolean {
  if (typeof part !== "object" || part === null) return false;
  return Object.entries(part).some(([name, inner]) => {
    if (name === "$ref") return !seen.has(inner) && namesClient(resolve(document, inner), new Set([...seen, inner]));
    // What the problem's schema and links say is about every route.
    if (name === "example" || name === "examples" || name === "links") return false;
    return /^(?:c|\w+C)lientIds?$/.test(name) || namesClient(inner, seen);
  });
}

describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))("%s", (_, route) => {
  it("shows clients exactly when its path, its body or a reply names one", () => {
    const operation = document.paths[route.path]?.[route.method.toLowerCase()];
    const replies = Object.keys(route.replies).map((status) => operation?.responses[status]);
    const isNamed = namesClient([operation?.requestBody, ...replies]);
    expect(route.showsClients).toBe("clientId" in route.pathParameters.shape || isNamed);
  });

  it("needs clients:read for that, besides its own permission, where the agency asks for it", () => {
    const own = route.permission === null ? [] : [route.permission];
    expect(permissionsOf(route, "REQUIRED")).toEqual(route.showsClients ? ["clients:read", ...own] : own);
    expect(permissionsOf(route, "ANY_USER")).toEqual(own);
  });
});

it("has routes of both kinds", () => {
  expect(new Set(routes.map(({ showsClients }) => showsClients)).size).toBe(2);
});
