import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { permissionsOf, type RouteContract } from "../../api/route.ts";
import { routes } from "../../api/routes.ts";
import { Permission } from "../../domain/permission.ts";
import { contractTable } from "./contract-table.ts";

const root = join(import.meta.dirname, "..", "..");
const routeKey = ({ method, path }: RouteContract) => `${method} ${path}`;
const byKey = routes.map((route) => [routeKey(route), route] as const);

const kebab = (operationId: string) => operationId.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe("the table of routes", () => {
  it("has no operation and no method of a path twice", () => {
    const names = routes.map(({ operationId }) => operationId);
    expect(names).toEqual([...new Set(names)]);
    const keys = routes.map(routeKey);
    expect(keys).toEqual([...new Set(keys)]);
  });

  it("takes an Idempotency-Key on every POST that creates, and on no other route", () => {
    const creates = ({ method, replies }: RouteContract) => method === "POST" && (201 in replies || 202 in replies);
    expect(routes.filter(({ idempotencyKey }) => idempotencyKey)).toEqual(routes.filter(creates));
    expect(routes.filter(creates).length).toBeGreaterThan(0);
  });

  it("has no two paths that the platform could take for each other", () => {
    const shapes = routes.map(({ method, path }) => `${method} ${path.replace(/\{[^}]*\}/g, "{}")}`);
    expect(shapes).toEqual([...new Set(shapes)]);
  });

  it("keeps what was promised", () => {
    const built = routes.map(routeKey);
    const promised = contractTable.map(({ route }) => route);
    expect(promised.filter((route) => !built.includes(route))).toEqual([]);
  });

  it("knows every permission that some route needs", () => {
    const needed = new Set(routes.flatMap((route) => permissionsOf(route)));
    expect([...needed].sort()).toEqual([...Permission.options].sort());
  });
});

describe.each(byKey)("%s", (key, route) => {
  it("is the route that was promised", () => {
    const promised = contractTable.find((row) => row.route === key);
    expect({
      permission: route.permission,
      showsClients: route.showsClients,
      ifMatch: route.ifMatch,
      access: route.access,
      query: Object.keys(route.query.shape).sort(),
      replies: Object.keys(route.replies).map(Number),
    }).toEqual({
      permission: promised?.permission,
      showsClients: promised?.showsClients ?? true,
      ifMatch: promised?.ifMatch ?? false,
      access: promised?.access ?? "signed-in",
      query: [...(promised?.query ?? [])].sort(),
      replies: promised?.replies,
    });
  });

  it("declares the parameters of its path", () => {
    const inPath = [...route.path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
    expect(Object.keys(route.pathParameters.shape)).toEqual(inPath);
  });

  it("has its handler where its name says", () => {
    const file = `functions/${route.capability}/${kebab(route.operationId)}.ts`;
    const answeredByIndex = route.capability === "contract";
    expect(existsSync(join(root, answeredByIndex ? "functions/contract/index.ts" : file)), file).toBe(true);
  });

  it("takes a body only where its method has one, and none where it deletes or reads", () => {
    if (route.method === "GET" || route.method === "DELETE") expect(route.body).toBeNull();
    if (route.method === "PUT" || route.method === "PATCH") expect(route.body).not.toBeNull();
  });

  it("refuses query and path parameters that it does not name", () => {
    expect(route.query.safeParse({ typo: "1" }).error?.issues.map(({ code }) => code)).toContain("unrecognized_keys");
    const parsed = route.pathParameters.safeParse({ typo: "1" });
    expect(parsed.error?.issues.map(({ code }) => code)).toContain("unrecognized_keys");
  });

  it("takes no id that could leave its place in a path or key", () => {
    for (const name of Object.keys(route.pathParameters.shape)) {
      for (const hostile of ["a#b", "a/b", "..", "", "a b", "%23"]) {
        const parsed = route.pathParameters.safeParse({ ...pathExample(route), [name]: hostile });
        expect([name, hostile, parsed.success]).toEqual([name, hostile, false]);
      }
    }
    expect(route.pathParameters.safeParse(pathExample(route)).success).toBe(true);
  });

  it("answers without a body exactly where it answers 204", () => {
    for (const [status, schema] of Object.entries(route.replies)) expect(schema === null).toBe(status === "204");
  });
});

function pathExample(route: RouteContract) {
  return Object.fromEntries(Object.keys(route.pathParameters.shape).map((name) => [name, "X1"]));
}
