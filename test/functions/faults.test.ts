import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { faultsOf, jsonPointer } from "../../functions/runtime/faults.ts";

const faults = (schema: z.ZodMiniType, input: unknown) =>
  faultsOf(schema.safeParse(input).error?.issues ?? [], input, jsonPointer);

describe("a JSON pointer (RFC 6901)", () => {
  it.each<[PropertyKey[], string]>([
    [[], ""],
    [["a"], "/a"],
    [["a", 0, "b"], "/a/0/b"],
    [["a/b"], "/a~1b"],
    [["a~b"], "/a~0b"],
    [["~1"], "/~01"],
    [[""], "/"],
    [["a b", "é"], "/a b/é"],
  ])("of %j is %j", (path, pointer) => {
    expect(jsonPointer(path)).toBe(pointer);
  });
});

describe("every fault that a schema found, in words", () => {
  const kind = z.enum(["GOOD", "BAD"]);
  it.each<[string, z.ZodMiniType, unknown, object]>([
    ["a missing text", z.string(), undefined, { code: "REQUIRED", message: "is required" }],
    ["a missing number", z.int(), undefined, { code: "REQUIRED", message: "is required" }],
    ["a missing choice", kind, undefined, { code: "REQUIRED", message: "is required" }],
    ["a missing object", z.strictObject({}), undefined, { code: "REQUIRED", message: "is required" }],
    ["null for a text", z.string(), null, { code: "INVALID_TYPE", message: "must be a string" }],
    ["a text for a number", z.int(), "1", { code: "INVALID_TYPE", message: "must be a number" }],
    ["a fraction", z.int(), 1.5, { code: "INVALID_TYPE", message: "must be a whole number" }],
    ["a text for a boolean", z.boolean(), "yes", { code: "INVALID_TYPE", message: "must be a boolean" }],
    ["a text for a list", z.array(z.string()), "a", { code: "INVALID_TYPE", message: "must be an array" }],
    ["a list for an object", z.strictObject({}), [], { code: "INVALID_TYPE", message: "must be an object" }],
    ["another choice", kind, "UGLY", { code: "INVALID_VALUE", message: "must be one of GOOD, BAD" }],
    ["too little", z.int().check(z.minimum(1)), 0, { code: "TOO_SMALL", message: "must be at least 1" }],
    ["too much", z.int().check(z.maximum(99)), 100, { code: "TOO_BIG", message: "must be at most 99" }],
    [
      "too long",
      z.string().check(z.maxLength(3)),
      "abcd",
      { code: "TOO_BIG", message: "must be at most 3 characters" },
    ],
    [
      "too many",
      z.array(z.int()).check(z.maxLength(1)),
      [1, 2],
      { code: "TOO_BIG", message: "must be at most 1 entries" },
    ],
    [
      "in its own words",
      z.string().check(z.minLength(1, { error: "must not be empty" })),
      "",
      { code: "TOO_SMALL", message: "must not be empty" },
    ],
    [
      "another format",
      z.string().check(z.regex(/^a$/)),
      "b",
      { code: "INVALID_FORMAT", message: "is not well formed" },
    ],
  ])("%s", (_, schema, value, fault) => {
    const input = value === undefined ? {} : { field: value };
    expect(faults(z.strictObject({ field: schema }), input)).toEqual([{ pointer: "/field", ...fault }]);
  });

  it("each unknown field by itself, where it stands", () => {
    const schema = z.strictObject({ inner: z.strictObject({}) });
    expect(faults(schema, { inner: { a: 1, "b/c": 2 }, d: 3 })).toEqual([
      { pointer: "/inner/a", code: "UNKNOWN_FIELD", message: "is not a field of this request" },
      { pointer: "/inner/b~1c", code: "UNKNOWN_FIELD", message: "is not a field of this request" },
      { pointer: "/d", code: "UNKNOWN_FIELD", message: "is not a field of this request" },
    ]);
  });

  it("within lists by position", () => {
    const schema = z.strictObject({ codes: z.array(z.string()) });
    expect(faults(schema, { codes: ["a", 7, null] }).map(({ pointer }) => pointer)).toEqual(["/codes/1", "/codes/2"]);
  });

  it("of something that is no object at all", () => {
    const schema = z.strictObject({ a: z.string() });
    expect(faults(schema, null)).toEqual([{ pointer: "", code: "INVALID_TYPE", message: "must be an object" }]);
    expect(faults(schema, "a")).toEqual([{ pointer: "", code: "INVALID_TYPE", message: "must be an object" }]);
  });
});
