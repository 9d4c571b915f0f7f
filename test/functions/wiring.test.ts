import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem, problemType, statusOf } from "../../api/problem.ts";
import { problemMeanings } from "../../api/problem-meanings.ts";
import { permissionsOf } from "../../api/route.ts";
import { routes } from "../../api/routes.ts";
import type { ErrorCode } from "../../domain/domain-error.ts";
import { Permission } from "../../domain/permission.ts";
import { callBudget } from "../../functions/runtime/call-time.ts";
import { catchAllFunction, deployedFunctions } from "../../lib/deployed-functions.ts";
import { environment } from "../../scripts/bundles/environment.ts";
import { takeLoggedLines } from "./logged-lines.ts";
import { context, request } from "./requests.ts";

const functions = join(import.meta.dirname, "..", "..", "functions");
const load = (...path: string[]) => import(pathToFileURL(join(functions, ...path)).href);
const kebab = (operationId: string) => operationId.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

beforeAll(() => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
});
beforeEach(() => {
  takeLoggedLines();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const handled = routes.filter(({ capability }) => capability !== catchAllFunction);

describe.each(handled.map((route) => [route.operationId, route] as const))("%s", (operationId, route) => {
  it("is answered by the file of its name, bound to its own contract", async () => {
    const module = await load(route.capability, `${kebab(operationId)}.ts`);
    expect(module[operationId].contract).toBe(route);
  });

  it("is wired into its function, which answers nobody without a token", async () => {
    const { handler } = await load(route.capability, "index.ts");
    const event = request(`${route.method} ${route.path}`, { claims: null });
    const reply = await handler(event, context);
    expect(reply.statusCode).toBe(401);
    expect(Problem.parse(JSON.parse(reply.body)).code).toBe("UNAUTHENTICATED");
  });
});

const guarded = handled.flatMap((route) =>
  permissionsOf(route).map((permission) => [route.operationId, permission, route] as const),
);

describe.each(guarded)("%s", (_, needed, route) => {
  it(`answers 403 to a user who may do everything but ${needed}`, async () => {
    const { handler } = await load(route.capability, "index.ts");
    const others = Permission.options.filter((permission) => permission !== needed);
    const claims = { sub: "u-1", permissions: `[${others.join(" ")}]` };
    const reply = await handler(request(`${route.method} ${route.path}`, { claims }), context);
    expect(reply.statusCode).toBe(403);
    expect(Problem.parse(JSON.parse(reply.body))).toMatchObject({ code: "FORBIDDEN", detail: `This needs ${needed}.` });
  });
});

describe.each(deployedFunctions.filter((name) => name !== catchAllFunction))("the function %s", (name) => {
  it("begins with how much time its call has", async () => {
    vi.spyOn(DynamoDBDocumentClient.prototype, "send").mockRejectedValue(new Error("not to be reached"));
    const { handler } = await load(name, "index.ts");
    const leftMillis = 5000 + deployedFunctions.indexOf(name);
    const event = { ...request("GET /nowhere"), Records: [] };
    await Promise.allSettled([handler(event, { ...context, getRemainingTimeInMillis: () => leftMillis })]);
    expect(callBudget.remainingMillis()).toBe(leftMillis - 3000);
  });
});

describe("the function of what is public", () => {
  it("gives the contract's document of this deployment to everybody", async () => {
    const { handler } = await load("contract", "index.ts");
    const reply = await handler(request("GET /v1/openapi.json", { claims: null }));
    expect(reply).toMatchObject({ statusCode: 200, headers: { "content-type": "application/json" } });
    const document = JSON.parse(reply.body);
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.servers).toMatchObject([{ url: "https://api.example.org" }]);
  });

  it("explains every code where the type of a problem leads, to programs and to readers", async () => {
    const { handler } = await load("contract", "index.ts");
    const asked = (accept: string) => handler(request("GET /v1/problems", { claims: null, headers: { accept } }));
    const { body } = await asked("application/json");
    expect(JSON.parse(body)).toEqual({ items: problemMeanings });
    const page = await asked("text/html,application/xhtml+xml,*/*;q=0.8");
    expect(page).toMatchObject({
      statusCode: 200,
      headers: { "content-type": "text/html; charset=utf-8", vary: "accept, accept-encoding" },
    });
    for (const code of Object.keys(statusOf) as ErrorCode[]) {
      const [path, anchor] = problemType(code).split("#");
      expect(path).toBe("/v1/problems");
      expect(page.body).toContain(`<h2 id="${anchor}">`);
    }
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
  });

  it("compresses the document for who takes it", async () => {
    const { handler } = await load("contract", "index.ts");
    const headers = { "accept-encoding": "gzip" };
    const reply = await handler(request("GET /v1/openapi.json", { claims: null, headers }));
    expect(reply).toMatchObject({
      isBase64Encoded: true,
      headers: { "content-encoding": "gzip", vary: "accept-encoding" },
    });
    const document = JSON.parse(gunzipSync(Buffer.from(reply.body, "base64")).toString("utf8"));
    expect(document.info.title).toBe("Prior-Authorization Tracker");
  });

  it.each([
    ["/v2/payers"],
    ["/v1"],
    ["/"],
    ["/v1/clients/C1/unknown"],
    ["/v1/clients//insurances"],
    ["/v1/payers/"],
    ["/v1/clients/C1/insurances/I1/caps/more"],
  ])("unknown routes: %s is 404", async (rawPath) => {
    const { handler } = await load("contract", "index.ts");
    const reply = await handler({ ...request("$default", { claims: null }), rawPath });
    expect(reply).toMatchObject({ statusCode: 404, headers: { "content-type": "application/problem+json" } });
    expect(Problem.parse(JSON.parse(reply.body)).code).toBe("NOT_FOUND");
  });

  it.each([
    ["/v1/payers", "GET"],
    ["/v1/payers/PSMED", "PUT, DELETE"],
    ["/v1/clients/C1/insurances", "GET, POST"],
    ["/v1/clients/C1/insurances/I1/caps", "GET"],
    ["/v1/openapi.json", "GET"],
  ])("a method that %s does not have is 405, with those it has", async (rawPath, allow) => {
    const { handler } = await load("contract", "index.ts");
    const reply = await handler({ ...request("$default", { claims: null }), rawPath });
    expect(reply).toMatchObject({ statusCode: 405, headers: { allow } });
    expect(Problem.parse(JSON.parse(reply.body)).code).toBe("METHOD_NOT_ALLOWED");
  });
});
