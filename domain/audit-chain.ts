import * as z from "zod/mini";
import { AuditEntry } from "./audit.ts";
import { canonicalJson } from "./canonical-json.ts";

/** SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
export type Hash = (text: string) => string;

/**
 * An audit entry as a link of its chain. `hash` covers all its other fields, and by `previousHash` every entry before it: whoever
 * alters or removes one breaks the chain. Sequences begin with 1 and have no gaps. They are the order, since `at` of a billing
 * engine's event may lie in the past.
 */
export const LinkedEntry = z.strictObject({
  ...AuditEntry.shape,
  sequence: z.int(),
  previousHash: z.string(),
  hash: z.string(),
});
export type LinkedEntry = z.infer<typeof LinkedEntry>;

/** Where a chain ends: its last entry's sequence and hash, and the version by which writers take turns. */
export const AuditHead = z.strictObject({ sequence: z.int(), hash: z.string(), version: z.int() });
export type AuditHead = z.infer<typeof AuditHead>;

/** The head of a chain without entries. Its hash is of the owner's id, so that no chain can pass for another owner's. */
export function emptyChain(ownerId: string, hash: Hash): AuditHead {
  return { sequence: 0, hash: hash(ownerId), version: 0 };
}

/** Links entries to the end of a chain, in this order; answers them with the head that follows. */
export function linked(
  head: AuditHead,
  entries: readonly AuditEntry[],
  hash: Hash,
): { readonly entries: readonly LinkedEntry[]; readonly head: AuditHead } {
  const chain: LinkedEntry[] = [];
  let { sequence, hash: previousHash } = head;
  for (const entry of entries) {
    sequence += 1;
    const content = { ...entry, sequence };
    const ownHash = hashOf(content, previousHash, hash);
    chain.push({ ...content, previousHash, hash: ownHash });
    previousHash = ownHash;
  }
  return { entries: chain, head: { sequence, hash: previousHash, version: head.version + 1 } };
}

function hashOf(content: AuditEntry & { readonly sequence: number }, previousHash: string, hash: Hash): string {
  return hash(`${previousHash}\n${canonicalJson(content)}`);
}

/**
 * What is wrong with an entry that somebody has touched. MISSING: it is gone. ALTERED: its content does not give its hash.
 * UNLINKED: the next entry, or the head, has another hash for it. BEYOND_HEAD: its sequence is higher than the head's. GAP: a
 * neighbouring entry of the same authorization is missing.
 */
export const AuditFault = z.strictObject({
  sequence: z.int(),
  fault: z.enum(["MISSING", "ALTERED", "UNLINKED", "BEYOND_HEAD", "GAP"]),
});
export type AuditFault = z.infer<typeof AuditFault>;

/** The part of a chain that was read: the entries in question, and after each of them the next one. */
export interface ReadChain {
  readonly ownerId: string;
  readonly entries: readonly LinkedEntry[];
  /** Read after the entries: so none of them may lie beyond it. */
  readonly head: AuditHead;
}

/** The faults of the entries in question; none if they are as they were written. */
export function faultsOf(
  sequences: readonly number[],
  { ownerId, entries, head }: ReadChain,
  hash: Hash,
): AuditFault[] {
  const bySequence = new Map(entries.map((entry) => [entry.sequence, entry]));
  const faultsAt = (sequence: number): AuditFault["fault"][] => {
    const entry = bySequence.get(sequence);
    if (entry === undefined) return ["MISSING"];
    const { previousHash, hash: ownHash, ...content } = entry;
    const expectedHashes = [
      bySequence.get(sequence + 1)?.previousHash,
      sequence === head.sequence ? head.hash : undefined,
    ];
    const fits =
      expectedHashes.every((expected) => expected === undefined || expected === ownHash) &&
      (sequence > 1 || previousHash === emptyChain(ownerId, hash).hash);
    return [
      ...(hashOf(content, previousHash, hash) === ownHash ? [] : (["ALTERED"] as const)),
      ...(fits ? [] : (["UNLINKED"] as const)),
      ...(sequence <= head.sequence ? [] : (["BEYOND_HEAD"] as const)),
    ];
  };
  return sequences.flatMap((sequence) => faultsAt(sequence).map((fault) => ({ sequence, fault })));
}

/**
 * Where entries of one authorization, newest first, do not join by their versions. `newest`: the authorization's current version,
 * if the entries should reach it; `complete`: the oldest of them should be its first.
 */
export function gapsOf(
  entries: readonly LinkedEntry[],
  { newest, complete }: { readonly newest: number | undefined; readonly complete: boolean },
): AuditFault[] {
  const gaps = entries.filter((entry, index) => {
    const newer = entries[index - 1];
    const older = entries[index + 1];
    const left = entry.after["version"];
    const reaches =
      newer === undefined ? newest === undefined || Number(left) >= newest : newer.before["version"] === left;
    const begins = older !== undefined || !complete || entry.before["version"] === undefined;
    return !reaches || !begins;
  });
  return gaps.map(({ sequence }) => ({ sequence, fault: "GAP" }));
}
