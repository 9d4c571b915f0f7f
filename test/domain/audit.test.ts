import { describe, expect, it } from "vitest";
import { AuditEntry, changedFields, rebuilt } from "../../domain/audit.ts";

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
    role: "auths:confirm",
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

describe("an item is rebuilt from its audit entries", () => {
  const entry = (before: object, after: object): AuditEntry => ({
    auditId: "01",
    at: "2026-03-16T14:05:00.000Z",
    by: "u-1",
    role: "auths:write",
    action: "CHANGED",
    subject: "authorization",
    subjectId: "A3001",
    ...changedFields({ ...before }, { ...after }),
  });
  const states = [
    { version: 1, authUnits: 5, notes: "called" },
    { version: 2, authUnits: 6, notes: "called", procedure: { groupId: "g" } },
    { version: 3, procedure: { groupId: "h" } },
  ];
  const entries = states.map((state, index) => entry(states[index - 1] ?? {}, state));

  it("as it was after each of them", () => {
    for (const [index, state] of states.entries()) expect(rebuilt(entries.slice(0, index + 1))).toEqual(state);
  });

  it("of none, nothing", () => {
    expect(rebuilt([])).toEqual({});
  });

  it("and an entry that is missing between them is seen", () => {
    expect(() => rebuilt(entries.toSpliced(1, 1))).toThrow();
    expect(() => rebuilt(entries.slice(1))).toThrow();
  });
});
