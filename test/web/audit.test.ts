import { describe, expect, it } from "vitest";
import type { AuditEntry } from "../../clients/typescript/src/index.ts";
import { numbersIn } from "../../web/pages/audit/audited-client.ts";
import { trailRows, wholeSentence } from "../../web/pages/audit/chain-state.ts";
import { changesOf, labelOf, roleText } from "../../web/pages/audit/entry-changes.ts";

const entry: AuditEntry = {
  sequence: 1,
  auditId: "e1",
  at: "2026-03-16T14:05:00.000Z",
  by: "u-1",
  role: "auths:write",
  action: "CHANGED",
  subject: "authorization",
  subjectId: "A1",
  before: {},
  after: {},
  previousHash: "p",
  hash: "h",
};

describe("what an entry changed", () => {
  it("is shown field by field, before and after, by the names that people know", () => {
    const before = { authUnits: 96, authorizationNumber: "Pending", version: 1 };
    const after = { version: 2, authorizationNumber: "PA-1", authUnits: 1200, expirationDate: "2026-07-04" };
    expect(changesOf({ ...entry, before, after })).toEqual([
      { label: "Auth #", before: "Pending", after: "PA-1" },
      { label: "Auth units", before: "96", after: "1,200" },
      { label: "Expiration date", before: undefined, after: "Jul 4, 2026" },
      { label: "Version", before: "1", after: "2" },
    ]);
  });

  it("is taken apart where fields stand inside others, and only what differs is shown", () => {
    const subscriber = { firstName: "Ada", address: { city: "Elgin", state: "IL" } };
    const after = { subscriber: { ...subscriber, address: { city: "Aurora", state: "IL" } } };
    expect(changesOf({ ...entry, before: { subscriber }, after })).toEqual([
      { label: "Subscriber: address: city", before: "Elgin", after: "Aurora" },
    ]);
  });

  it("leaves out what the entry's head says: whose it is, by whom and when", () => {
    const after = { clientId: "C1", authorizationId: "A1", createdBy: "u-1", createdAt: entry.at, updatedBy: "u-2" };
    expect(changesOf({ ...entry, after }).map(({ label }) => label)).toEqual(["Updated by"]);
  });

  it("leaves out what a person chose of a service: the service says it", () => {
    const named = { activityCode: "FAM", insuranceId: "I2" };
    const after = { ...named, chosen: { ...named, serviceDate: "2026-03-10" } };
    expect(changesOf({ ...entry, after }).map(({ label }) => label)).toEqual(["Activity code", "Insurance"]);
  });

  it("has no field of before when it was taken away", () => {
    expect(changesOf({ ...entry, before: { notes: "x" } })).toEqual([
      { label: "Notes", before: "x", after: undefined },
    ]);
  });

  it.each([
    [{ priorAuthsRequired: true }, "Yes"],
    [{ source: "PAYER_DEFAULT" }, "The payer's default"],
    [{ effect: "RELEASE" }, "It was never valid"],
    [{ status: "RENDERED" }, "Rendered"],
    [{ activityCode: "FAM" }, "FAM"],
    [{ warnings: [] }, "none"],
    [{ warnings: ["A", "B"] }, "A, B"],
  ])("has values as people read them: %j", (after, text) => {
    expect(changesOf({ ...entry, after })[0]?.after).toBe(text);
  });
});

it.each([
  ["dateOfBirth", "Date of birth"],
  ["payerId", "Payer"],
  ["procedure.groupId", "Procedure: group"],
])("a field is called %s, for people %s", (path, label) => {
  expect(labelOf(path)).toBe(label);
});

it.each([
  ["auths:confirm", "permission auths:confirm"],
  ["billing-engine", "the billing engine's event"],
  ["reconcile", "job reconcile"],
])("it is said under what something was done: %s", (role, text) => {
  expect(roleText(role)).toBe(text);
});

it("an authorization is called by the newest number that entries tell", () => {
  const told = (number: string) => ({ ...entry, after: { authorizationNumber: number } });
  expect(numbersIn([told("PA-1"), entry, told("Pending")]).get("A1")).toBe("PA-1");
});

it("an entry that is missing has its place among the others", () => {
  const rows = trailRows(
    [
      { ...entry, sequence: 4 },
      { ...entry, sequence: 2 },
    ],
    [
      { sequence: 3, fault: "MISSING" },
      { sequence: 2, fault: "ALTERED" },
    ],
  );
  expect(rows.map(({ sequence, entry: there }) => [sequence, there !== undefined])).toEqual([
    [4, true],
    [3, false],
    [2, true],
  ]);
});

it.each([
  [1, false, "The only entry was checked."],
  [3, false, "All 3 entries were checked."],
  [3, true, "The newest 3 entries were checked; earlier ones are when they are shown."],
])("no more is said to be whole than was checked: %s entries", (count, areMore, sentence) => {
  expect(wholeSentence({ entries: Array(count).fill(entry), areMore })).toContain(sentence);
});
