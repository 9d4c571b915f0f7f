import { expect, it } from "vitest";
import { longestText } from "../../../scripts/compatibility/longest-text.ts";
import { request, schemaBreaks } from "../../../scripts/compatibility/schema-breaks.ts";

it.each([
  ["nothing is said", {}, Infinity],
  ["a limit", { maxLength: 7 }, 7],
  ["a day", { format: "date" }, 10],
  ["an id's pattern", { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" }, 64],
  ["an optional character", { pattern: "^a?[\\]b]{2}\\.$" }, 4],
  ["the least of several", { maxLength: 8, format: "date" }, 8],
  ["a pattern that is open at its end", { pattern: "^[a-z]{3}" }, Infinity],
  ["a pattern without an end of repetition", { pattern: "^[a-z]*$" }, Infinity],
  ["a pattern of choices", { pattern: "^(?:a|bb)$" }, Infinity],
])("the longest text that is let through, when what is said is %s", (_, schema, longest) => {
  expect(longestText(schema)).toBe(longest);
});

const breaksOf = (before: object, after: object) =>
  schemaBreaks(
    { schema: { type: "string", ...before }, document: {} },
    { schema: { type: "string", ...after }, document: {} },
    request,
  );

it("A limit that pattern or format said already is no tighter one.", () => {
  const pattern = "^[a-z][a-z0-9]{0,63}$";
  expect(breaksOf({ pattern }, { pattern, maxLength: 64 })).toEqual([]);
  expect(breaksOf({ format: "date" }, { format: "date", maxLength: 10 })).toEqual([]);
});

it("A limit below what pattern or format let through is a tighter one.", () => {
  const pattern = "^[a-z][a-z0-9]{0,63}$";
  expect(breaksOf({ pattern }, { pattern, maxLength: 63 })).toEqual(["the whole has maxLength 63, was none"]);
  expect(breaksOf({}, { maxLength: 64 })).toEqual(["the whole has maxLength 64, was none"]);
});

it("Entries that have to differ from now on are a break where they are taken.", () => {
  const list = (more: object) => ({ schema: { type: "array", ...more }, document: {} });
  expect(schemaBreaks(list({}), list({ uniqueItems: true }), request)).toEqual([
    "the whole takes no entry twice any more",
  ]);
  expect(schemaBreaks(list({ uniqueItems: true }), list({ uniqueItems: true }), request)).toEqual([]);
});

it("Of several alternatives a break is told of the one of the same type.", () => {
  const nullable = (object: object) => ({ schema: { anyOf: [object, { type: "null" }] }, document: {} });
  const before = { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } };
  const after = {
    type: "object",
    properties: { a: { type: "string", maxLength: 1 }, b: { type: "string", maxLength: 1 } },
  };
  expect(schemaBreaks(nullable(before), nullable(after), request)).toEqual([
    "/a has maxLength 1, was none",
    "/b has maxLength 1, was none",
  ]);
});
