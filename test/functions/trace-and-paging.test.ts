import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultPageSize } from "../../api/paging.ts";
import { cursorText, pageSize, startAfter } from "../../functions/runtime/paging.ts";
import { traceOf } from "../../functions/runtime/trace.ts";
import { refusalOf } from "../domain/refusals.ts";

describe("`traceparent` is taken up and passed on into events and logs", () => {
  const id = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traceparent = `00-${id}-00f067aa0ba902b7-01`;
  it.each([traceparent, ` ${traceparent} `, traceparent.replace(/01$/, "00")])("%j is taken up", (given) => {
    expect(traceOf(given)).toEqual({ traceId: id, traceparent: given.trim() });
  });

  it.each([
    undefined,
    "",
    id,
    traceparent.toUpperCase(),
    `${traceparent}-more`,
    `01-${id}-00f067aa0ba902b7-01`,
    `00-${id}-00f067aa0ba902b7`,
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `00-${id}-${"0".repeat(16)}-01`,
    `00-${id.slice(1)}-00f067aa0ba902b7-01`,
    `00-${id}-00f067aa0ba902b7-01\nInjected: 1`,
  ])("%j begins another", (given) => {
    const begun = traceOf(given);
    expect(begun.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(begun.traceparent).toContain(begun.traceId);
    expect(begun.traceId).not.toBe(traceOf(given).traceId);
    expect(begun.traceId).not.toBe(id);
  });
});

describe("opaque `cursor` bound to its query", () => {
  it("leads back to where the page ended", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (after, of) => {
        const cursor = cursorText(after, of);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(startAfter(cursor, of)).toBe(after);
      }),
    );
  });

  it("none begins at the start", () => {
    expect(startAfter(undefined, "query")).toBeUndefined();
  });

  it.each([
    ["another query's", cursorText("C1001", "another")],
    ["nobody's", "abc"],
    ["empty", ""],
    ["not JSON", Buffer.from("C1001").toString("base64url")],
    ["null", Buffer.from("null").toString("base64url")],
    ["a list", Buffer.from("[]").toString("base64url")],
    ["incomplete", Buffer.from('{"of":"query"}').toString("base64url")],
    ["of another type", Buffer.from('{"after":7,"of":"query"}').toString("base64url")],
    ["with half a letter", Buffer.from(String.raw`{"after":"\ud800","of":"query"}`).toString("base64url")],
    ["with more", Buffer.from('{"after":"C1","of":"query","limit":1}').toString("base64url")],
  ])("one that is %s is refused", (_, cursor) => {
    const refusal = refusalOf(() => startAfter(cursor, "query"));
    expect(refusal.code).toBe("VALIDATION_FAILED");
    expect(refusal.faults).toMatchObject([{ pointer: "?cursor" }]);
  });

  it("`limit` 1..100 (default 50)", () => {
    expect([pageSize(undefined), pageSize("1"), pageSize("100")]).toEqual([50, 1, 100]);
    expect(defaultPageSize).toBe(50);
  });
});
