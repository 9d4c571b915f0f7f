import type { JsonObject } from "./json-schema.ts";
import type { RouteContract } from "./route.ts";

const parameterIn = /(?<=\{)\w+(?=\})/g;
const namesIn = (path: string) => [...path.matchAll(parameterIn)].map(([name]) => name);

/** The path of the thing that a route makes, and where its new id is found. */
function madeBy(route: RouteContract, status: string, routes: readonly RouteContract[]) {
  if (route.method === "PUT") return { path: route.path, id: undefined };
  if (route.method !== "POST" || !["201", "202"].includes(status)) return undefined;
  const one = routes.find(
    ({ path, method }) => method === "GET" && path.startsWith(`${route.path}/{`) && path.endsWith("}"),
  );
  return one && { path: one.path, id: namesIn(one.path).at(-1) };
}

/**
 * What can be done after a reply, by the routes' paths: read, change and delete what was made, use what lies below it, and ask
 * for the next page.
 */
export function links(route: RouteContract, status: string, routes: readonly RouteContract[]): JsonObject | undefined {
  const found = { ...nextPage(route), ...withMade(route, status, routes) };
  return Object.keys(found).length === 0 ? undefined : found;
}

function nextPage({ operationId, query, pathParameters }: RouteContract): JsonObject {
  if (!("cursor" in query.shape)) return {};
  const kept = Object.keys(pathParameters.shape).map((name) => [`path.${name}`, `$request.path.${name}`]);
  return {
    nextPage: {
      operationId,
      description: "The next page, with the same query besides; unless `nextCursor` is null.",
      parameters: { ...Object.fromEntries(kept), "query.cursor": "$response.body#/nextCursor" },
    },
  };
}

function withMade(route: RouteContract, status: string, routes: readonly RouteContract[]): JsonObject {
  const made = madeBy(route, status, routes);
  if (made === undefined) return {};
  const known = new Set(namesIn(made.path));
  const reachable = routes.filter(
    (each) =>
      each.operationId !== route.operationId &&
      (each.path === made.path || each.path.startsWith(`${made.path}/`)) &&
      namesIn(each.path).every((name) => known.has(name)),
  );
  return Object.fromEntries(
    reachable.map((each) => [
      each.operationId,
      {
        operationId: each.operationId,
        parameters: {
          ...Object.fromEntries(
            namesIn(each.path).map((name) => [
              `path.${name}`,
              name === made.id ? `$response.body#/${name}` : `$request.path.${name}`,
            ]),
          ),
          ...(each.ifMatch && { "header.If-Match": "$response.header.ETag" }),
        },
      },
    ]),
  );
}
