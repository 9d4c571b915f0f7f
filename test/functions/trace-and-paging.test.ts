import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultPageSize } from "../../api/paging.ts";
import { cursorsWith, pageSize } from "../../functions/runtime/paging.ts";
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

describe("opaque `cursor`, good for the user and the query that it was given", () => {
  const cursorsOf = cursorsWith("key");
  const sample = { userId: "sample" };
  const asked = { clientId: "C1001", authorizationId: undefined };
  const cursors = cursorsOf(sample, "audit", asked);

  it("leads back to where the page ended", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (place, query) => {
        const cursor = cursorsOf(sample, query).at(place);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(cursorsOf(sample, query).placeOf(cursor)).toBe(place);
      }),
    );
  });

  it("none begins at the start", () => {
    expect(cursors.placeOf(undefined)).toBeUndefined();
    expect(cursors.readPlace(undefined, Number)).toBeUndefined();
  });

  it("is short: 22 letters beside the place's own", () => {
    expect(cursors.at("C1001")).toHaveLength(Math.ceil(((16 + 5) * 4) / 3));
  });

  const given = cursors.at("100");
  const forged = (place: string) => Buffer.concat([Buffer.alloc(16), Buffer.from(place)]).toString("base64url");
  it.each([
    ["of one's own making", forged("100")],
    [
      "of one's own making, as releases before gave them",
      Buffer.from('{"after":"1","of":"audit"}').toString("base64url"),
    ],
    ["altered", `${given.slice(0, -1)}${given.endsWith("A") ? "B" : "A"}`],
    ["cut off", given.slice(0, -2)],
    ["longer", `${given}AA`],
    ["written otherwise", `${given}=`],
    ["no more than a mark", given.slice(0, 22)],
    ["another query's", cursorsOf(sample, "setup audit", asked).at("100")],
    ["another client's", cursorsOf(sample, "audit", { ...asked, clientId: "C1002" }).at("100")],
    [
      "of the same client's one authorization",
      cursorsOf(sample, "audit", { ...asked, authorizationId: "A1" }).at("100"),
    ],
    ["another user's", cursorsOf({ userId: "front.desk" }, "audit", asked).at("100")],
    ["another agency's, or of before the key was rotated", cursorsWith("other")(sample, "audit", asked).at("100")],
    ["nobody's", "abc"],
    ["empty", ""],
  ])("one that is %s is refused", (_, cursor) => {
    const refusal = refusalOf(() => cursors.placeOf(cursor));
    expect(refusal.code).toBe("VALIDATION_FAILED");
    expect(refusal.faults).toMatchObject([{ pointer: "?cursor", code: "INVALID_CURSOR" }]);
  });

  it("one whose place this release doesn't know is refused", () => {
    const refusal = refusalOf(() => cursors.readPlace(given, () => null));
    expect(refusal.faults).toMatchObject([{ pointer: "?cursor", code: "INVALID_CURSOR" }]);
  });

  it("`limit` 1..100 (default 50)", () => {
    expect([pageSize(undefined), pageSize("1"), pageSize("100")]).toEqual([50, 1, 100]);
    expect(defaultPageSize).toBe(50);
  });
});
