import { describe, expect, it } from "vitest";
import { AuditEntry, changedFields } from "../../domain/audit.ts";

describe("every change and every confirm: who, when, what before, what after", () => {
  it.each<[string, object | undefined, object | undefined, object, object]>([
    ["made", undefined, { a: 1, b: "x" }, {}, { a: 1, b: "x" }],
    ["removed", { a: 1, b: "x" }, undefined, { a: 1, b: "x" }, {}],
    ["changed in one field", { a: 1, b: "x" }, { a: 2, b: "x" }, { a: 1 }, { a: 2 }],
    ["given a field", { a: 1 }, { a: 1, b: "x" }, {}, { b: "x" }],
    ["cleared of a field", { a: 1, b: "x" }, { a: 1 }, { b: "x" }, {}],
    ["changed in depth", { a: { b: [1, 2] } }, { a: { b: [1, 3] } }, { a: { b: [1, 2] } }, { a: { b: [1, 3] } }],
    ["the same in depth", { a: { b: [1, 2] } }, { a: { b: [1, 2] } }, {}, {}],
    ["false and absent are two things", {}, { a: false }, {}, { a: false }],
    ["0 and null are two things", { a: 0 }, { a: null }, { a: 0 }, { a: null }],
    ["absent and undefined are one", { a: undefined }, {}, {}, {}],
    ["nothing", undefined, undefined, {}, {}],
  ])("%s", (_, before, after, was, is) => {
    expect(changedFields({ ...before }, { ...after })).toEqual({ before: was, after: is });
  });
});

describe("an audit entry", () => {
  const entry = {
    auditId: "01",
    at: "2026-03-16T14:05:00.000Z",
    by: "u-1",
    action: "CONFIRMED",
    subject: "authorization",
    subjectId: "A3001",
    before: {},
    after: { version: 2 },
  };

  it("is complete", () => {
    expect(AuditEntry.parse(entry)).toEqual(entry);
  });

  it.each(Object.keys(entry))("needs %s", (field) => {
    expect(AuditEntry.safeParse({ ...entry, [field]: undefined }).success).toBe(false);
  });
});
