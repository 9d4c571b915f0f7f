import { describe, expect, it } from "vitest";
import { errorCodesOf } from "../../api/error-codes.ts";
import { openapi } from "../../api/openapi.ts";
import { exampleOf } from "../../api/openapi-surroundings.ts";
import { Problem, problemType, statusOf } from "../../api/problem.ts";
import type { RouteContract } from "../../api/route.ts";
import { routes } from "../../api/routes.ts";
import { objectsIn, resolve } from "./json-document.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: object;
}
interface Reply {
  readonly description: string;
  readonly content?: Readonly<
    Record<
      string,
      { readonly schema: { readonly $ref?: string }; readonly examples?: Record<string, { $ref: string }> }
    >
  >;
  readonly links?: Readonly<Record<string, Link>>;
}
interface Link {
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, string>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, { schema: object }>> };
  readonly responses: Readonly<Record<string, Reply>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly security: readonly object[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, object>>;
    readonly schemas: Readonly<Record<string, object>>;
  };
}

const document = openapi(routes, "1.2.3") as unknown as Document;

const operationOf = (route: RouteContract): Operation => {
  const operation = document.paths[route.path]?.[route.method.toLowerCase()];
  if (operation === undefined) throw new Error(`The document lacks ${route.operationId}.`);
  return operation;
};

describe("the OpenAPI document", () => {
  it("is one of OpenAPI 3.1 with title, version, paths and a security scheme", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: "Prior-Authorization Tracker", version: "1.2.3" });
    expect(document.security).toEqual([{ token: [] }]);
    expect(document.components.securitySchemes["token"]).toMatchObject({ type: "http", scheme: "bearer" });
  });

  it("has every route and nothing else", () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it("refers to nothing that is not there", () => {
    const references = objectsIn(document).flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : []));
    expect(references.length).toBeGreaterThan(routes.length);
    expect(references.filter((reference) => resolve(document, reference) === undefined)).toEqual([]);
  });

  it("describes every tag", () => {
    const used = new Set(routes.map(({ capability }) => capability));
    expect(new Set(document.tags.map(({ name }) => name))).toEqual(used);
    expect(document.tags.filter(({ description }) => description === "")).toEqual([]);
  });

  it("leads from what was made to what can be done with it, with the version that was told", () => {
    const { links = {} } = document.paths["/v1/clients/{clientId}/authorizations"]?.["post"]?.responses["201"] ?? {};
    expect(Object.keys(links).sort()).toEqual([
      "changeAuthorization",
      "confirmAuthorization",
      "discontinueAuthorization",
      "readAuthorization",
      "readLedger",
    ]);
    expect(links["confirmAuthorization"]?.parameters).toEqual({
      "path.clientId": "$request.path.clientId",
      "path.authorizationId": "$response.body#/authorizationId",
      "header.If-Match": "$response.header.ETag",
    });
  });

  it("leads by links only to operations that there are, with parameters that they have", () => {
    const links = objectsIn(document).flatMap((each) => Object.values((each["links"] ?? {}) as Record<string, Link>));
    expect(links.length).toBeGreaterThan(10);
    for (const { operationId, parameters } of links) {
      const route = routes.find((each) => each.operationId === operationId);
      if (route === undefined) throw new Error(`There is no operation ${operationId}.`);
      const names = operationOf(route).parameters.map((each) => `${each.in}.${each.name}`);
      expect(Object.keys(parameters).filter((name) => !names.includes(name))).toEqual([]);
    }
  });

  it("holds no schema that nothing refers to", () => {
    const references = new Set(objectsIn(document).map(({ $ref }) => $ref));
    const names = Object.keys(document.components.schemas);
    expect(names.filter((name) => !references.has(`#/components/schemas/${name}`))).toEqual([]);
    expect(names).toEqual(names.toSorted());
  });

  it("is the same each time", () => {
    expect(openapi(routes, "1.2.3")).toEqual(document);
    expect(JSON.stringify(openapi(routes, "1.2.3"))).toBe(JSON.stringify(document));
  });

  it("has patterns that generators can read", () => {
    const patterns = objectsIn(document).flatMap(({ pattern }) => (typeof pattern === "string" ? [pattern] : []));
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) expect(() => new RegExp(pattern, "u")).not.toThrow();
  });

  it("Unknown body fields are refused (400), so a typo never gets lost.", () => {
    const sent = routes.flatMap(({ body }) => (body === null ? [] : [body]));
    expect(sent.length).toBeGreaterThan(0);
    const bodies = routes.flatMap((route) => operationOf(route).requestBody ?? []);
    const reached = reachable(bodies);
    const open = reached.filter(
      ({ type, additionalProperties }) => type === "object" && additionalProperties !== false,
    );
    expect(open).toEqual([]);
  });
});

/** All objects of some part of the document, those behind references included. */
function reachable(part: unknown): Record<string, unknown>[] {
  const seen = new Set<string>();
  const found: Record<string, unknown>[] = [];
  const open = [part];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const each of objectsIn(next)) {
      found.push(each);
      const { $ref } = each;
      if (typeof $ref !== "string" || seen.has($ref)) continue;
      seen.add($ref);
      open.push(resolve(document, $ref));
    }
  }
  return found;
}

describe.each(routes.map((route) => [route.operationId, route] as const))("%s", (operationId, route) => {
  const operation = operationOf(route);
  const problems = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);

  it("is named, summed up and sorted under its capability", () => {
    expect(operation).toMatchObject({ operationId, summary: route.summary, tags: [route.capability] });
  });

  it("tells a front-end developer more than its summary, and has examples of what it takes and answers", () => {
    expect(route.description).toMatch(/\.$/);
    expect(operation.description).toContain(route.description);
    const { request, reply } = exampleOf[operationId] ?? {};
    const { 200: read, 201: made, 202: accepted } = route.replies;
    const answered = made ?? accepted ?? read ?? null;
    if (route.body !== null) expect(route.body.safeParse(request)).toMatchObject({ success: true });
    if (answered !== null && operationId !== "readOpenapi")
      expect(answered.safeParse(reply)).toMatchObject({ success: true });
  });

  it("has an example problem for each code", () => {
    for (const code of errorCodesOf(route)) {
      const named = operation.responses[statusOf[code]]?.content?.["application/problem+json"]?.examples?.[code];
      const example = resolve(document, named?.$ref ?? "") as { readonly value: unknown } | undefined;
      expect(Problem.parse(example?.value)).toMatchObject({ code, status: statusOf[code], type: problemType(code) });
    }
  });

  it("has the path's parameters, the query's, If-Match and Idempotency-Key", () => {
    const names = (place: string) => operation.parameters.filter((each) => each.in === place);
    expect(names("path").map(({ name, required }) => [name, required])).toEqual(
      Object.keys(route.pathParameters.shape).map((name) => [name, true]),
    );
    expect(names("query").map(({ name }) => name)).toEqual(Object.keys(route.query.shape));
    expect(names("header").map(({ name, required }) => [name, required])).toEqual([
      ...(route.ifMatch ? [["If-Match", route.ifMatch === true]] : []),
      ...(route.idempotencyKey ? [["Idempotency-Key", false]] : []),
    ]);
  });

  it("asks for a token unless it is public", () => {
    expect(operation.security).toEqual(route.access === "public" ? [] : undefined);
    expect(Object.keys(operation.responses).includes("401")).toBe(route.access !== "public");
  });

  it("takes a JSON body where the route takes one, and says whether it must be there", () => {
    expect(operation.requestBody?.required).toBe(route.body === null ? undefined : !route.bodyOptional);
    expect(Object.keys(operation.requestBody?.content ?? {})).toEqual(route.body === null ? [] : ["application/json"]);
  });

  it("has the route's successes", () => {
    const successes = Object.entries(operation.responses).filter(([status]) => Number(status) < 400);
    expect(successes.map(([status]) => status)).toEqual(Object.keys(route.replies));
    for (const [status, reply] of successes)
      expect(Object.keys(reply.content ?? {})).toEqual([
        ...(status === "204" ? [] : ["application/json"]),
        ...(route.csv === null ? [] : ["text/csv"]),
        ...(route.html ? ["text/html"] : []),
      ]);
  });

  it("answers problems", () => {
    for (const [status, reply] of problems) {
      // What the gateway refuses by itself is said in its own words.
      const types = [
        "application/problem+json",
        ...(["401", "413", "429", "500", "503"].includes(status) ? ["application/json"] : []),
      ];
      expect(Object.keys(reply.content ?? {})).toEqual(types);
      expect(reply.content?.["application/problem+json"]?.schema.$ref).toBe("#/components/schemas/Problem");
      expect(reply.description).not.toBe("");
    }
  });

  it("names the codes of its problems", () => {
    const repeated = ["IDEMPOTENCY_IN_PROGRESS", "IDEMPOTENCY_KEY_REUSED"] as const;
    for (const code of [...route.errors, ...(route.idempotencyKey ? repeated : [])])
      expect(operation.responses[statusOf[code]]?.description.split(", ")).toContain(code);
  });

  it("can fail in every way that what it takes implies", () => {
    const implied = [
      400,
      403,
      429,
      500,
      503,
      ...(route.access === "public" ? [] : [401]),
      ...(route.ifMatch ? [412] : []),
      ...(route.ifMatch === true ? [428] : []),
      ...(route.idempotencyKey ? [409, 422] : []),
      ...(route.body === null ? [] : [413, 415]),
    ].map(String);
    expect(problems.map(([status]) => status)).toEqual(expect.arrayContaining(implied));
    const named = route.errors.map((code) => String(statusOf[code]));
    expect(problems.map(([status]) => status).toSorted()).toEqual([...new Set([...implied, ...named])].toSorted());
  });
});
