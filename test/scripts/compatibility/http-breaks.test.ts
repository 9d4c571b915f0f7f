import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { openapi } from "../../../api/openapi.ts";
import { type RouteContract, route } from "../../../api/route.ts";
import { type HttpContract, httpBreaks } from "../../../scripts/compatibility/http-breaks.ts";

const Note = z.strictObject({ text: z.string() });
const base = {
  operationId: "putNote",
  method: "PUT",
  path: "/v1/notes/{noteId}",
  capability: "notes",
  summary: "Write a note",
  pathParameters: z.strictObject({ noteId: z.string() }),
  query: z.strictObject({ context: z.exactOptional(z.enum(["A", "B"])) }),
  body: Note,
  replies: { 200: Note },
  errors: ["IN_USE"],
} as const;
type Changes = Partial<RouteContract>;

const document = (...changes: Changes[]) =>
  openapi(
    changes.map((change) => route({ ...base, ...change } as RouteContract)),
    "1.0.0",
  ) as HttpContract;

const found = (before: Changes, after: Changes) =>
  httpBreaks(document(before), document(after)).map((each) => each.replace("PUT /v1/notes/{noteId}: ", ""));

const optionalBody = { body: z.strictObject({ text: z.exactOptional(z.string()) }), bodyOptional: true };
const withText = z.strictObject({ text: z.string(), more: z.exactOptional(z.string()) });

describe("a change that breaks nobody", () => {
  it.each<[string, Changes, Changes]>([
    ["nothing", {}, {}],
    ["another summary and capability", {}, { summary: "x", capability: "other" }],
    ["a permission less", { permission: "auths:write" }, {}],
    ["a token less", {}, { access: "public" }],
    ["a new optional query parameter", {}, { query: z.extend(base.query, { limit: z.exactOptional(z.string()) }) }],
    ["a parameter that may be left out now", { query: z.required(base.query) }, {}],
    ["a further value of a parameter", {}, { query: z.strictObject({ context: z.exactOptional(z.string()) }) }],
    ["a body that may be left out now", { body: optionalBody.body }, optionalBody],
    ["a new optional field of the body", {}, { body: withText }],
    ["a new field of the reply", {}, { replies: { 200: withText } }],
    ["a new error", {}, { errors: ["IN_USE", "NOT_FOUND"] }],
    ["an error less", {}, { errors: [] }],
  ])("%s", (_, before, after) => {
    expect(found(before, after)).toEqual([]);
  });

  it("a new route, and a new method of a path", () => {
    const more = document({}, { operationId: "readNote", method: "GET", body: null }, { path: "/v1/others/{noteId}" });
    expect(httpBreaks(document({}), more)).toEqual([]);
  });
});

describe("a breaking change is named", () => {
  const other = z.strictObject({ text: z.int() });
  it.each<[string, Changes, Changes, string[]]>([
    ["another name of the operation", {}, { operationId: "writeNote" }, ["the operation is called writeNote now"]],
    ["a token", { access: "public" }, {}, ["a token is needed now"]],
    ["the permission to read", { showsClients: false }, {}, ["the permission clients:read is needed now"]],
    ["a permission", {}, { permission: "auths:write" }, ["the permission auths:write is needed now"]],
    [
      "another permission",
      { permission: "auths:write" },
      { permission: "auths:confirm" },
      ["the permission auths:confirm is needed now"],
    ],
    ["If-Match", {}, { ifMatch: true }, ["header If-Match is new and required"]],
    ["a header that protects no more", { ifMatch: true }, {}, ["header If-Match is gone"]],
    ["a parameter that is required now", {}, { query: z.required(base.query) }, ["query context is required now"]],
    ["a parameter that is gone", {}, { query: z.strictObject({}) }, ["query context is gone"]],
    [
      "a new required parameter",
      {},
      { query: z.extend(base.query, { day: z.string() }) },
      ["query day is new and required"],
    ],
    [
      "a value of a parameter that is gone",
      {},
      { query: z.strictObject({ context: z.exactOptional(z.enum(["A"])) }) },
      ['query context may not be "B" any more'],
    ],
    ["no body any more", {}, { body: null }, ["the body is gone"]],
    ["a body where there was none", { body: null }, {}, ["a body is required now"]],
    ["a body that must be sent now", optionalBody, { body: optionalBody.body }, ["the body is required now"]],
    ["another type in the body", {}, { body: other }, ["the body /text was string and is integer"]],
    ["a field less in the body", { body: withText }, {}, ["the body /more is gone"]],
    ["a field less in the reply", { replies: { 200: withText } }, {}, ["200 /more is gone"]],
    ["another type in the reply", {}, { replies: { 200: other } }, ["200 /text was string and is integer"]],
    ["another status", {}, { replies: { 201: Note } }, ["it answers 200 no more", "it may answer 201 now"]],
    ["a further status", {}, { replies: { 200: Note, 201: Note } }, ["it may answer 201 now"]],
    ["no body in the reply", {}, { replies: { 200: null } }, ["200 application/json is gone"]],
  ])("%s", (_, before, after, expected) => {
    expect(found(before, after)).toEqual(expected);
  });

  it("a removed route, and a removed method of a path", () => {
    const before = document({}, { operationId: "readNote", method: "GET", body: null });
    expect(httpBreaks(before, document({}))).toEqual(["GET /v1/notes/{noteId}: the route is gone"]);
    expect(httpBreaks(document({}), document())).toEqual(["PUT /v1/notes/{noteId}: the route is gone"]);
  });

  it("an error code with another status", () => {
    const moved = JSON.parse(JSON.stringify(document({})).replace('"409"', '"422"'));
    expect(httpBreaks(document({}), moved)).toEqual(["PUT /v1/notes/{noteId}: IN_USE is answered with 422, was 409"]);
  });
});
