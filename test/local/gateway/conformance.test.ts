import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { csvTable } from "../../../api/csv.ts";
import { type RouteContract, route } from "../../../api/route.ts";
import { PayerId, Version } from "../../../domain/id.ts";
import { deviations, deviationsFrom } from "../../../local/gateway/conformance.ts";
import { call, runStack } from "../hand-made-stack.ts";

const contract = route({
  operationId: "putPayer",
  method: "PUT",
  path: "/v1/payers/{payerId}",
  capability: "setup",
  summary: "Create or change a payer",
  permission: "setup:write",
  pathParameters: z.strictObject({ payerId: PayerId }),
  body: z.strictObject({ name: z.string() }),
  replies: { 200: z.strictObject({ name: z.string(), version: Version }), 204: null },
  errors: ["IN_USE"],
});

interface Answered {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
}
const json = { "content-type": "application/json", etag: '"1"' };
const problemType = { "content-type": "application/problem+json" };
const payer = { name: "Payer", version: 1 };
const problem = { type: "about:blank", title: "Conflict", status: 409, code: "IN_USE", detail: "x", traceId: "0" };

const found = ({ status = 200, headers = json, body }: Answered) =>
  deviationsFrom(contract, {
    status,
    headers,
    cookies: [],
    body: Buffer.from(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body)),
  });

describe("CSV is checked by its columns", () => {
  const csv = csvTable<{ name: string }>({ Name: ({ name }) => name, Long: ({ name }) => name.length });
  const deviationsOf = (of: typeof contract | RouteContract, text: string) =>
    deviationsFrom(of, {
      status: 200,
      headers: { "content-type": "text/csv; x=1" },
      cookies: [],
      body: Buffer.from(text),
    });

  it.each([
    ["the contract's", "\uFEFFName,Long\r\nAda,3\r\n", []],
    ["others", "\uFEFFName\r\nAda\r\n", ["the columns are others"]],
  ])("%s", (_, text, wanted) => {
    expect(deviationsOf({ ...contract, csv }, text)).toEqual(wanted);
  });

  it("where the contract has none, it is another content type", () => {
    expect(deviationsOf(contract, "Name\r\n")).toContain("content type text/csv; x=1 is not application/json");
  });
});

it.each([
  ["gzip", gzipSync],
  ["br", brotliCompressSync],
] as const)("A body that comes as %s is checked like any other.", (encoding, pack) => {
  const deviationsOf = (body: object) =>
    deviationsFrom(contract, {
      status: 200,
      headers: { ...json, "content-encoding": encoding },
      cookies: [],
      body: pack(JSON.stringify(body)),
    });
  expect(deviationsOf(payer)).toEqual([]);
  expect(deviationsOf({ version: 1 })).toEqual(["/name REQUIRED"]);
});

it("A page is taken where the route has one, and nowhere else.", () => {
  const page = {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8" },
    cookies: [],
    body: Buffer.from("<!doctype html>"),
  };
  expect(deviationsFrom({ ...contract, html: true }, page)).toEqual([]);
  expect(deviationsFrom({ ...contract, html: true }, { ...page, body: Buffer.from("{}") })).toEqual([
    "the page is none",
  ]);
  expect(deviationsFrom(contract, page)).toContain("content type text/html; charset=utf-8 is not application/json");
});

describe("every response is checked against its schema", () => {
  it.each<[string, Answered]>([
    ["a success with its ETag", { body: payer }],
    ["a content type with parameters", { headers: { ...json, "content-type": "application/json; x=1" }, body: payer }],
    ["a success without a body", { status: 204, headers: {} }],
    ["an error that the route names", { status: 409, headers: problemType, body: problem }],
    [
      "an error that follows from the route",
      { status: 403, headers: problemType, body: { ...problem, status: 403, code: "FORBIDDEN" } },
    ],
  ])("%s conforms", (_, answered) => {
    expect(found(answered)).toEqual([]);
  });

  it.each<[string, Answered, string[]]>([
    ["another status", { status: 201, body: payer }, ["status 201 is none of 200, 204"]],
    ["a field that is missing", { body: { version: 1 } }, ["/name REQUIRED"]],
    ["a field of another type", { body: { ...payer, name: 7 } }, ["/name INVALID_TYPE"]],
    ["a field that the contract does not have", { body: { ...payer, notes: "x" } }, ["/notes UNKNOWN_FIELD"]],
    ["no JSON", { body: "{" }, ["the body REQUIRED"]],
    ["a body where there is none", { status: 204, body: payer }, ["status 204 has a body"]],
    ["no content type", { headers: { etag: '"1"' }, body: payer }, ["content type none is not application/json"]],
    ["another ETag than the version", { body: { ...payer, version: 2 } }, ["the ETag is not the version"]],
    [
      "an error that is no problem",
      { status: 409, headers: problemType, body: {} },
      expect.arrayContaining(["/code INVALID_TYPE"]),
    ],
    [
      "an error as JSON",
      { status: 409, body: problem },
      ["content type application/json is not application/problem+json"],
    ],
    [
      "an error of another status",
      { status: 422, headers: problemType, body: problem },
      ["/status is not the answer's", "code IN_USE has another status"],
    ],
    [
      "an error that the route does not name",
      { status: 404, headers: problemType, body: { ...problem, status: 404, code: "NOT_FOUND" } },
      ["code NOT_FOUND is not declared"],
    ],
  ])("%s does not", (_, answered, expected) => {
    expect(found(answered)).toEqual(expected);
  });

  it("says where and never what", () => {
    const told = found({ body: { name: { secret: "Marisol" }, version: "Quintero" } });
    expect(told).toHaveLength(3);
    expect(told.join()).not.toMatch(/Marisol|Quintero/);
  });

  it("what is no route of the contract is not judged", () => {
    expect(deviations("GET /things/{id}", { status: 299, headers: {}, cookies: [], body: Buffer.from("x") })).toEqual(
      [],
    );
  });

  it("the local server answers 500 for an answer that breaks the contract, and passes on one that keeps it", async () => {
    const answering = {
      code: `exports.handler = async ({ queryStringParameters: { broken } = {} }) => ({
        statusCode: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ items: broken ? [{ payerId: "P1" }] : [] }),
      });`,
      routes: ["GET /v1/payers"],
    };
    const stack = await runStack({ functions: { answering } });
    const kept = await call(stack, "/v1/payers");
    expect([kept.status, await kept.json()]).toEqual([200, { items: [] }]);
    const broken = await call(stack, "/v1/payers?broken=1");
    expect(broken.status).toBe(500);
    expect(await broken.json()).toMatchObject({ status: 500, code: "INTERNAL" });
  });
});
