import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../domain/canonical-json.ts";

describe("equal values are equal texts", () => {
  it.each<[string, unknown, string]>([
    [
      "names in order, at every depth",
      { b: 1, a: { d: [{ f: 1, e: 2 }], c: 3 } },
      '{"a":{"c":3,"d":[{"e":2,"f":1}]},"b":1}',
    ],
    ["names that look like numbers are texts, too", { 9: 1, 10: 2, "1a": 3 }, '{"10":2,"1a":3,"9":1}'],
    ["undefined is left out, null is not", { a: undefined, b: null }, '{"b":null}'],
    ["lists keep their order and their places", [2, 1, undefined], "[2,1,null]"],
    ["texts are quoted as JSON does", { "a\n": '"ü' }, '{"a\\n":"\\"ü"}'],
  ])("%s", (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it("whatever order the names came in, and it is JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        const turned = Object.fromEntries(Object.entries(fields).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(fields));
        expect(JSON.parse(canonicalJson(fields))).toEqual(JSON.parse(JSON.stringify(fields)));
      }),
    );
  });
});
