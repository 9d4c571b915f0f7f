import { describe, expect, it } from "vitest";
import { Problem } from "../../api/problem.ts";
import { requireKnownActivityCodes } from "../../domain/catalog.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { checkedInput } from "../../functions/runtime/checked-call.ts";
import { faultsOf, jsonPointer } from "../../functions/runtime/faults.ts";
import { problemReply } from "../../functions/runtime/problem.ts";
import { malformed } from "../../functions/runtime/well-formed.ts";
import { complete } from "../api/complete-bodies.ts";
import { catalog } from "../domain/examples.ts";
import { refusalOf } from "../domain/refusals.ts";
import { request } from "./requests.ts";

const largestProblem = 16 * 1024;
const largestBody = 64 * 1024;

/** As many names of fields as a body of 64 KB has room for. */
function named(name: (index: number) => string): string {
  let body = '{"a":1';
  for (let index = 0; body.length < largestBody - 400; index++) body += `,${JSON.stringify(name(index))}:1`;
  return `${body}}`;
}
const nested = (open: string, close: string) => {
  const depth = Math.floor(largestBody / 2 / open.length);
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
};

const bodies: [string, string][] = [
  ["thousands of fields that nobody knows", named(String)],
  ["names as long as a body", JSON.stringify({ ["x".repeat(largestBody - 100)]: 1 })],
  ["long names", named((index) => `${index}${"é".repeat(90)}`)],
  ["names that can't be seen", named((index) => `${index}${"\u0000\u202e".repeat(60)}`)],
  ["names of halves of characters", named((index) => `${"\ud83d".repeat(60)}${index}`)],
  ["names of quotes", named((index) => `${index}${'"\\'.repeat(60)}`)],
  ["a list within a list", nested("[", "]")],
  ["an object within an object", nested('{"a":', "}")],
  ["a list in place of an object", JSON.stringify(Array.from({ length: 10_000 }, (_, index) => index))],
];

const problemOf = (error: unknown) => {
  const { body } = problemReply(error, "4bf92f3577b34da6a3ce929d0e0e4736");
  expect(Buffer.byteLength(body)).toBeLessThan(largestProblem);
  return Problem.parse(JSON.parse(body));
};

describe.each(Object.values(complete).map(({ route }) => [route.operationId, route] as const))(
  "a problem of %s is no larger than 16 KB, whatever was sent",
  (_, route) => {
    it.each(bodies)("%s", (_, body) => {
      const sent = { path: { clientId: "\u202e".repeat(5000) }, query: { ["y".repeat(8000)]: "1" }, body };
      problemOf(refusalOf(() => checkedInput(request(`${route.method} ${route.path}`, sent), route)));
    });
  },
);

describe("of many faults the first are told, and how many more there are", () => {
  const unknown = (count: number) =>
    refusalOf(() => {
      const keys = Array.from({ length: count }, (_, index) => `key${index}`);
      const issues = [{ code: "unrecognized_keys" as const, keys, path: [], message: "", input: {} }];
      throw malformed(faultsOf(issues, {}, jsonPointer));
    });

  it.each([
    [20, 20, "/key19 UNKNOWN_FIELD is not a field of this request"],
    [21, 21, " FURTHER_FAULTS has 1 more faults"],
    [9000, 21, " FURTHER_FAULTS has 8980 more faults"],
  ])("of %i", (count, told, last) => {
    const { faults } = unknown(count);
    expect(faults).toHaveLength(told);
    expect(faults.slice(-1).map(({ pointer, code, message }) => `${pointer} ${code} ${message}`)).toEqual([last]);
  });

  it("in a list of codes that nobody set up", () => {
    const codes = Array.from({ length: 100 }, (_, index) => `${"C".repeat(60)}${index}`);
    const { errors } = problemOf(refusalOf(() => requireKnownActivityCodes(catalog(), codes)));
    expect(errors).toHaveLength(21);
  });

  it("a name of a field is told as far as it can be read", () => {
    const pointer = (key: string) =>
      faultsOf([{ code: "unrecognized_keys", keys: [key], path: [], message: "", input: {} }], {}, jsonPointer)[0]
        ?.pointer;
    expect(pointer("a\u202eb\u0000")).toBe("/a\ufffdb\ufffd");
    expect(pointer("x".repeat(100))).toBe(`/${"x".repeat(63)}…`);
  });

  it("what else is long is cut", () => {
    expect(problemOf(new DomainError("IN_USE", "😀".repeat(2000))).detail).toHaveLength(1500);
  });
});
