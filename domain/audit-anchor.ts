import * as z from "zod/mini";
import type { AuditHead, LinkedEntry } from "./audit-chain.ts";
import { Instant } from "./calendar.ts";

/** Where a chain ended when all that was new in it was last found whole. It is kept where who writes the chain can't get at it. */
export const AuditAnchor = z.strictObject({ sequence: z.int(), hash: z.string(), at: Instant });
export type AuditAnchor = z.infer<typeof AuditAnchor>;

/**
 * How a chain departs from what was anchored of it. REMOVED: nothing is left of it. TRUNCATED: it ends before the anchored entry.
 * RENUMBERED: the anchored entry has another sequence. REWRITTEN: another entry stands in its place.
 */
export type AnchorFault = "REMOVED" | "TRUNCATED" | "RENUMBERED" | "REWRITTEN";

/** A chain, or its part from the anchored entry on. */
interface AnchoredChain {
  readonly entries: readonly Pick<LinkedEntry, "sequence" | "hash">[];
  readonly head: Pick<AuditHead, "sequence" | "hash">;
}

/**
 * The departure of a chain from its anchor; undefined: the anchored entry is where it was. Whether it stands between its neighbours
 * as it was written, `faultsOf` tells.
 */
export function departureFrom(anchor: AuditAnchor, { entries, head }: AnchoredChain): AnchorFault | undefined {
  if (head.sequence === 0) return "REMOVED";
  const anchored = entries.find(({ sequence }) => sequence === anchor.sequence);
  if (anchored?.hash === anchor.hash && anchor.sequence <= head.sequence) return undefined;
  if ([...entries, head].some(({ hash, sequence }) => hash === anchor.hash && sequence !== anchor.sequence))
    return "RENUMBERED";
  return head.sequence < anchor.sequence ? "TRUNCATED" : "REWRITTEN";
}

/** Where the chain of a client ended that was deleted after its retention. The entry of its deletion in the setup's audit says so. */
export const DeletedChain = z.object({ sequence: z.int(), hash: z.string() });
export type DeletedChain = z.infer<typeof DeletedChain>;

/** The clients that these entries of the setup's audit say were deleted. */
export function deletedChains(entries: readonly LinkedEntry[]): Map<string, DeletedChain> {
  return new Map(
    entries.flatMap(({ subject, subjectId, action, before }) => {
      const chain = subject === "client" && action === "DELETED" ? DeletedChain.safeParse(before).data : undefined;
      return chain === undefined ? [] : [[subjectId, chain]];
    }),
  );
}

/** Whether a chain was deleted as a whole, with what was anchored of it. */
export function endsWhole(anchor: AuditAnchor, deleted: DeletedChain | undefined): boolean {
  if (deleted === undefined) return false;
  return deleted.sequence === anchor.sequence ? deleted.hash === anchor.hash : deleted.sequence > anchor.sequence;
}
