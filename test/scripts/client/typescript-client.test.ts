import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { JsonObject } from "../../../api/json-schema.ts";
import { openapi } from "../../../api/openapi.ts";
import { page, pageQuery } from "../../../api/paging.ts";
import { type RouteContract, route } from "../../../api/route.ts";
import { routes } from "../../../api/routes.ts";
import { operations } from "../../../clients/typescript/src/generated/operations.ts";
import { typeText } from "../../../scripts/client/type-text.ts";
import { typescriptClient } from "../../../scripts/client/typescript-client.ts";

describe("a JSON Schema is a type", () => {
  it.each<[JsonObject, string]>([
    [{ type: "string", format: "date" }, "string"],
    [{ type: "integer", minimum: 1 }, "number"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ anyOf: [{ $ref: "#/components/schemas/Amounts" }, { type: "null" }] }, "Amounts | null"],
    [{ type: "string", enum: ["A", "B"] }, '"A" | "B"'],
    [{ type: "number", const: 1 }, "1"],
    [{ type: "array", items: { type: "string", enum: ["A", "B"] } }, 'readonly ("A" | "B")[]'],
    [{ type: "object", additionalProperties: { type: "integer" } }, "Readonly<Record<string, number>>"],
    [{}, "unknown"],
  ])("%j", (schema, text) => {
    expect(typeText(schema)).toBe(text);
  });

  it("its fields are read-only, optional where they may be missing, and say what they are", () => {
    const day = { type: "string", format: "date" };
    const schema = { type: "object", properties: { day, count: { type: "integer" } }, required: ["count"] };
    expect(typeText(schema)).toBe("{ /** A day: YYYY-MM-DD. */\nreadonly day?: string;\nreadonly count: number; }");
  });

  it("one that nobody knows is an error", () => {
    expect(() => typeText({ type: "tuple" })).toThrow("tuple");
  });
});

const base = {
  operationId: "listNotes",
  method: "GET",
  path: "/v1/notes",
  capability: "notes",
  summary: "All notes",
  replies: { 200: z.strictObject({ text: z.string() }) },
} as const;

function sources(changes: Partial<RouteContract>, edit: (text: string) => string = (text) => text): string {
  const document = openapi([route({ ...base, ...changes } as RouteContract)], "1.0.0");
  const client = typescriptClient(JSON.parse(edit(JSON.stringify(document))), () => ["NOT_FOUND"], ["NOT_FOUND"]);
  return client["operations.ts"] ?? "";
}

describe("an operation is a method", () => {
  it("with what its users should know", () => {
    const text = sources({ permission: "auths:write" });
    expect(text).toContain("All notes.\n * Needs `clients:read` and `auths:write`.\n * GET /v1/notes");
    expect(text).toContain("listNotes(request?: ListNotesRequest, options?: CallOptions)");
  });

  it("whose query is written as numbers and truth values where it can be nothing else", () => {
    const query = z.strictObject({
      ...pageQuery,
      hidden: z.exactOptional(z.enum(["true", "false"])),
      days: z.exactOptional(z.enum(["7", "14"])),
      sort: z.exactOptional(z.enum(["name", "day"])),
      few: z.exactOptional(z.string().check(z.regex(/^(?:true|\d{1,6})$/))),
    });
    const text = sources({ query, replies: { 200: page(z.string()) } });
    for (const field of [
      "limit?: number",
      "hidden?: boolean",
      "days?: 7 | 14",
      'sort?: "name" | "day"',
      "few?: number | true",
      "cursor?: string",
    ])
      expect(text).toContain(`readonly ${field};`);
  });

  it("that answers in pages where it takes a cursor", () => {
    const text = sources({ query: z.strictObject(pageQuery), replies: { 200: page(z.string()) } });
    expect(text).toMatch(
      /readonly listNotes: PagedMethod<ListNotesRequest \| undefined, \{.*nextCursor: string \| null; \}>/s,
    );
    expect(text).toContain('listNotes: {"method":"GET","path":"/v1/notes","paged":true}');
  });

  it("with one reply for each kind of data", () => {
    const other = z.strictObject({ count: z.int() });
    const text = sources({
      method: "PUT",
      replies: { 200: base.replies[200], 201: base.replies[200], 202: other, 204: null },
    });
    expect(text).toMatch(
      /Reply<\{ readonly text: string; \}, 200 \| 201> \| Reply<\{ readonly count: number; \}, 202> \| Reply<undefined, 204>/,
    );
  });

  it("and one more where it also answers CSV", () => {
    const text = sources({}, (document) =>
      document.replace('"application/json":', '"text/csv":{"schema":{"type":"string"}},"application/json":'),
    );
    expect(text).toContain(
      "listNotesAsCsv(request?: ListNotesRequest, options?: CallOptions): Promise<Reply<string, 200>>;",
    );
    expect(text).toContain('listNotesAsCsv: {"method":"GET","path":"/v1/notes","accept":"text/csv"}');
  });

  it("that takes an idempotency key where the contract has the header", () => {
    const key = '{"name":"Idempotency-Key","in":"header","required":false,"schema":{"type":"string"}}';
    const text = sources({ method: "POST" }, (document) =>
      document.replace('"parameters":[]', `"parameters":[${key}]`),
    );
    expect(text).toContain("readonly idempotencyKey?: string;");
    expect(text).toContain('"keyed":true');
  });

  it("that must be given what the contract needs", () => {
    const text = sources({ ifMatch: true, method: "POST", body: z.strictObject({ text: z.string() }) });
    expect(text).toContain("readonly ifMatch: string | number;");
    expect(text).toContain("readonly body: { readonly text: string; };");
    expect(text).toContain("listNotes(request: ListNotesRequest, options?: CallOptions)");
  });
});

describe("what the client can't offer is an error and not left out", () => {
  it("two parameters of one name", () => {
    const changes = { path: "/v1/notes/{day}", pathParameters: z.strictObject({ day: z.string() }) } as const;
    expect(() => sources({ ...changes, query: z.strictObject({ day: z.string() }) })).toThrow("day of listNotes");
    expect(() => sources({ query: z.strictObject({ body: z.string() }) })).toThrow("body of listNotes");
  });

  it("a header that it does not know", () => {
    const header = '{"name":"X-New","in":"header","required":true,"schema":{"type":"string"}}';
    expect(() => sources({}, (document) => document.replace('"parameters":[]', `"parameters":[${header}]`))).toThrow(
      "X-New",
    );
  });
});

it("the client has every route of the contract", () => {
  const known = Object.entries(operations).map(([name, { method, path }]) => `${name}: ${method} ${path}`);
  expect(known).toEqual(
    expect.arrayContaining(routes.map((each) => `${each.operationId}: ${each.method} ${each.path}`)),
  );
});
