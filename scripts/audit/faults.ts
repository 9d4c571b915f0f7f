import { type AuditAnchor, type DeletedChain, departureFrom, endsWhole } from "../../domain/audit-anchor.ts";
import { faultsOf } from "../../domain/audit-chain.ts";
import { sha256 } from "../../store/audit.ts";
import type { WholeAudit } from "./read-audit.ts";

/** What is wrong with an audit, a line each: how it departs from its anchor, and each entry that was touched. */
export function faultLines(
  ownerId: string,
  audit: WholeAudit,
  anchor: AuditAnchor | undefined,
  deleted?: DeletedChain,
): string[] {
  // Of one that was deleted after its retention, what is left goes by itself.
  if (anchor !== undefined && endsWhole(anchor, deleted)) return [];
  const { sequence, hash } = audit.entries.at(-1) ?? { sequence: 0, hash: "" };
  const departure = anchor && departureFrom(anchor, { entries: audit.entries, head: { sequence, hash } });
  const lines = departure === undefined ? [] : [`${departure}, anchored at entry ${anchor?.sequence}`];
  return [...lines, ...touched(ownerId, audit).map(([at, fault]) => `entry ${at}: ${fault}`)];
}

/** Every entry hashed again here, besides what the API says: a function that somebody has replaced vouches for nothing. */
function touched(ownerId: string, { entries, faults: told }: WholeAudit) {
  const last = entries.at(-1);
  const sequences = Array.from({ length: last?.sequence ?? 0 }, (_, index) => index + 1);
  const head = { sequence: last?.sequence ?? 0, hash: last?.hash ?? "", version: 0 };
  const found = [...told, ...faultsOf(sequences, { ownerId, entries, head }, sha256)];
  const byLine = new Map(found.map(({ sequence, fault }) => [`${sequence} ${fault}`, [sequence, fault] as const]));
  return [...byLine.values()].sort(([a], [b]) => a - b);
}
