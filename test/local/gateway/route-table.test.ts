import { expect, it } from "vitest";
import { RouteTable } from "../../../local/gateway/route-table.ts";

const keys = [
  "$default",
  "ANY /clients/{clientId}",
  "GET /clients/{clientId}",
  "GET /clients/{clientId}/insurances",
  "GET /clients/search",
  "GET /files/{path+}",
  "GET /files/{name}",
];

function table(routeKeys: readonly string[]): RouteTable {
  return new RouteTable(
    routeKeys.map((routeKey) => {
      const [method = "", path = ""] = routeKey.split(" ");
      const segments = path.split("/").slice(1);
      return { routeKey, method, segments, functionName: "any", timeoutMillis: 1, authorizerId: undefined, scopes: [] };
    }),
  );
}

it.each<[string, string, string, object]>([
  ["GET", "/clients/C1", "GET /clients/{clientId}", { clientId: "C1" }],
  ["DELETE", "/clients/C1", "ANY /clients/{clientId}", { clientId: "C1" }],
  ["GET", "/clients/search", "GET /clients/search", {}],
  ["GET", "/clients/C1/insurances", "GET /clients/{clientId}/insurances", { clientId: "C1" }],
  ["GET", "/clients/a%2Fb%20c", "GET /clients/{clientId}", { clientId: "a/b c" }],
  ["GET", "/files/a", "GET /files/{name}", { name: "a" }],
  ["GET", "/files/a/b%20c", "GET /files/{path+}", { path: "a/b c" }],
  ["PUT", "/clients/search", "ANY /clients/{clientId}", { clientId: "search" }],
  ["HEAD", "/clients/search", "ANY /clients/{clientId}", { clientId: "search" }],
  ["POST", "/clients/C1/insurances", "$default", {}],
  ["GET", "/clients", "$default", {}],
  ["GET", "/clients/", "$default", {}],
  ["GET", "/clients//insurances", "$default", {}],
  ["GET", "/", "$default", {}],
  ["GET", "/Clients/C1", "$default", {}],
])("%s %s goes to %s", (method, path, routeKey, pathParameters) => {
  for (const order of [keys, keys.toReversed()]) {
    const match = table(order).match(method, path);
    expect(match?.route.routeKey).toBe(routeKey);
    expect(match?.pathParameters).toEqual(pathParameters);
  }
});

it("matches nothing without a default route", () => {
  expect(table(["GET /clients"]).match("GET", "/payers")).toBeUndefined();
});

it("throws on a variable that is not well encoded", () => {
  expect(() => table(keys).match("GET", "/clients/%zz")).toThrow(URIError);
});
