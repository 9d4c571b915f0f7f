import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditEntry } from "../../domain/audit.ts";
import {
  emptyChain,
  faultsOf,
  gapsOf,
  type Hash,
  type LinkedEntry,
  linked,
  type ReadChain,
} from "../../domain/audit-chain.ts";

const hash: Hash = (text) => createHash("sha256").update(text).digest("hex");

const entry = (name: string): AuditEntry => ({
  auditId: name,
  at: "2026-03-16T14:05:00.000Z",
  by: "u-1",
  role: "auths:write",
  action: "CHANGED",
  subject: "authorization",
  subjectId: "A3001",
  before: { authUnits: 5 },
  after: { authUnits: 6, procedure: { groupId: "g", label: "x" } },
});

/** A chain that grew by one transaction after the other, each with some entries. */
function grown(entriesEach: readonly number[], ownerId = "C1"): ReadChain {
  const entries: LinkedEntry[] = [];
  let head = emptyChain(ownerId, hash);
  for (const [transaction, count] of entriesEach.entries()) {
    const added = linked(
      head,
      Array.from({ length: count }, (_, index) => entry(`${transaction}-${index}`)),
      hash,
    );
    entries.push(...added.entries);
    head = added.head;
  }
  return { ownerId, entries, head };
}
/** Faults of every sequence that the chain has or should have. */
function faults(chain: ReadChain) {
  const last = Math.max(chain.head.sequence, ...chain.entries.map(({ sequence }) => sequence));
  const sequences = Array.from({ length: last }, (_, index) => index + 1);
  return faultsOf(sequences, chain, hash);
}
const withEntries = (chain: ReadChain, entries: readonly LinkedEntry[]): ReadChain => ({ ...chain, entries });
const [first, second, third] = grown([1, 1, 1]).entries as [LinkedEntry, LinkedEntry, LinkedEntry];

describe("hash-chained", () => {
  it("entries follow each other by sequence and hash, several of one transaction as well", () => {
    const { entries, head } = grown([1, 3, 2]);
    expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(entries.map(({ previousHash }) => previousHash)).toEqual([
      hash("C1"),
      ...entries.slice(0, -1).map((each) => each.hash),
    ]);
    expect(head).toEqual({ sequence: 6, hash: entries.at(-1)?.hash, version: 3 });
  });

  it("the hash is SHA-256 of the hash before, a line feed, and the rest of the entry as canonical JSON", () => {
    const { entries } = grown([1]);
    const text = `${hash("C1")}\n{"action":"CHANGED","after":{"authUnits":6,"procedure":{"groupId":"g","label":"x"}},"at":"2026-03-16T14:05:00.000Z","auditId":"0-0","before":{"authUnits":5},"by":"u-1","role":"auths:write","sequence":1,"subject":"authorization","subjectId":"A3001"}`;
    expect(entries[0]?.hash).toBe(hash(text));
  });

  it("an untouched chain has no faults, however it grew", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }), (entriesEach) => {
        expect(faults(grown(entriesEach))).toEqual([]);
      }),
    );
  });

  it("the order in which a store gives the names back does not matter", () => {
    const chain = grown([2]);
    const turned = chain.entries.map((each) => Object.fromEntries(Object.entries(each).reverse()) as LinkedEntry);
    expect(faults(withEntries(chain, turned))).toEqual([]);
  });
});

describe("a removed or altered entry shows", () => {
  const chain = grown([1, 1, 1]);
  /** Altered, and its own hash made to fit. */
  const forged = (each: LinkedEntry, changes: Partial<LinkedEntry>): LinkedEntry => {
    const { sequence, previousHash, hash: _, ...content } = { ...each, ...changes };
    const [made] = linked({ sequence: sequence - 1, hash: previousHash, version: 1 }, [content], hash).entries;
    return made as LinkedEntry;
  };

  it.each<[string, readonly LinkedEntry[], object[]]>([
    ["the first removed", [second, third], [{ sequence: 1, fault: "MISSING" }]],
    ["one between removed", [first, third], [{ sequence: 2, fault: "MISSING" }]],
    ["the last removed", [first, second], [{ sequence: 3, fault: "MISSING" }]],
    ["all removed", [], [1, 2, 3].map((sequence) => ({ sequence, fault: "MISSING" }))],
    ["another who", [first, { ...second, by: "u-2" }, third], [{ sequence: 2, fault: "ALTERED" }]],
    ["another role", [first, { ...second, role: "x" }, third], [{ sequence: 2, fault: "ALTERED" }]],
    [
      "another when",
      [first, { ...second, at: "2026-03-16T14:05:01.000Z" }, third],
      [{ sequence: 2, fault: "ALTERED" }],
    ],
    ["another before", [first, { ...second, before: {} }, third], [{ sequence: 2, fault: "ALTERED" }]],
    ["another after", [first, { ...second, after: { authUnits: 7 } }, third], [{ sequence: 2, fault: "ALTERED" }]],
    ["altered with its hash", [first, forged(second, { by: "u-2" }), third], [{ sequence: 2, fault: "UNLINKED" }]],
    [
      "the last altered with its hash",
      [first, second, forged(third, { by: "u-2" })],
      [{ sequence: 3, fault: "UNLINKED" }],
    ],
    [
      "two exchanged",
      [first, { ...third, sequence: 2 }, { ...second, sequence: 3 }],
      [
        { sequence: 1, fault: "UNLINKED" },
        { sequence: 2, fault: "ALTERED" },
        { sequence: 2, fault: "UNLINKED" },
        { sequence: 3, fault: "ALTERED" },
        { sequence: 3, fault: "UNLINKED" },
      ],
    ],
  ])("%s", (_, entries, expected) => {
    expect(faults(withEntries(chain, entries))).toEqual(expected);
  });

  it("a chain that was made anew from an altered entry on does not fit the head", () => {
    const altered = forged(second, { by: "u-2" });
    const rest = forged(third, { previousHash: altered.hash });
    expect(faults(withEntries(chain, [first, altered, rest]))).toEqual([{ sequence: 3, fault: "UNLINKED" }]);
  });

  it("a head that was set back knows nothing of the entries beyond it", () => {
    expect(faults({ ...chain, head: { sequence: 2, hash: second.hash, version: 2 } })).toEqual([
      { sequence: 3, fault: "BEYOND_HEAD" },
    ]);
    expect(faults({ ...chain, head: emptyChain("C1", hash) }).map(({ fault }) => fault)).toEqual(
      Array.from({ length: 3 }, () => "BEYOND_HEAD"),
    );
  });

  it("another client's chain, put in its place as a whole, begins with whose it is", () => {
    expect(faults({ ...chain, ownerId: "C2" })).toEqual([{ sequence: 1, fault: "UNLINKED" }]);
  });

  it("of some entries in question, those are judged and no others", () => {
    const touched = withEntries(chain, [first, { ...second, by: "u-2" }, third]);
    expect(faultsOf([1, 3], touched, hash)).toEqual([]);
    expect(faultsOf([2], touched, hash)).toEqual([{ sequence: 2, fault: "ALTERED" }]);
  });
});

describe("entries of one authorization join by the versions before and after them", () => {
  const versions = (sequence: number, before: number | undefined, after: number): LinkedEntry => ({
    ...first,
    sequence,
    before: before === undefined ? {} : { version: before },
    after: { version: after },
  });
  const newestFirst = [versions(9, 3, 4), versions(7, 2, 3), versions(4, 1, 2), versions(2, undefined, 1)];
  it.each<[string, readonly LinkedEntry[], number | undefined, boolean, number[]]>([
    ["all of them", newestFirst, 4, true, []],
    ["a page of some", newestFirst.slice(1, 3), undefined, false, []],
    ["a page that does not reach the version that is stored", newestFirst.slice(1), 4, true, [7]],
    ["more came since the version was read", newestFirst, 3, true, []],
    ["one between is missing", newestFirst.toSpliced(1, 1), 4, true, [4]],
    ["the first is missing", newestFirst.slice(0, 3), 4, true, [4]],
    ["the first of two pages", newestFirst.slice(0, 3), 4, false, []],
    ["only the last is left", newestFirst.slice(0, 1), 4, true, [9]],
    ["none", [], undefined, true, []],
  ])("%s", (_, entries, newest, complete, gaps) => {
    expect(gapsOf(entries, { newest, complete })).toEqual(gaps.map((sequence) => ({ sequence, fault: "GAP" })));
  });
});
