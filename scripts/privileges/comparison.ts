import type { GrantsRecord, GrantUse } from "../../local/roles/grants.ts";

/** Why a function has what it is not seen to need, as lib/function-grants.ts says it. */
export type Unmeasured = ReadonlyMap<string, { readonly what: readonly string[]; readonly because: string }>;

export interface Comparison {
  readonly granted: number;
  readonly used: number;
  /** Not used, and the reason stands beside the grant. */
  readonly explained: readonly string[];
  /** What has to be mended, a sentence each. */
  readonly faults: readonly string[];
}

/**
 * What functions did in all recorded runs beside what they may do.
 * @param granted all that roles allow with tables, buses and queues as the stack is now
 */
export function comparison(
  granted: readonly GrantUse[],
  records: readonly GrantsRecord[],
  unmeasured: Unmeasured,
): Comparison {
  const times = new Map<string, number>();
  for (const use of records.flatMap(({ uses }) => uses)) {
    times.set(keyOf(use), (times.get(keyOf(use)) ?? 0) + use.times);
  }
  const unused = granted.filter((grant) => (times.get(keyOf(grant)) ?? 0) === 0);
  const isExplained = (grant: GrantUse) => unmeasured.get(grant.functionName)?.what.includes(wordsOf(grant)) ?? false;
  const refusals = new Set(records.flatMap(({ refusals: refused }) => refused));
  return {
    granted: granted.length,
    used: granted.length - unused.length,
    explained: unused
      .filter(isExplained)
      .map((grant) => `${lineOf(grant)}: ${unmeasured.get(grant.functionName)?.because}`),
    faults: [
      ...[...refusals].map((refusal) => `Asked for and not granted: ${refusal}.`),
      ...unused
        .filter((grant) => !isExplained(grant))
        .map((grant) => `Granted and never used, with no reason beside it: ${lineOf(grant)}.`),
      ...outdated(unused, unmeasured).map((line) => `Explained as not used, and is used or not granted: ${line}.`),
    ],
  };
}

/** Reasons for grants that are used after all, or gone. */
function outdated(unused: readonly GrantUse[], unmeasured: Unmeasured): string[] {
  const lines = new Set(unused.map(lineOf));
  return [...unmeasured]
    .flatMap(([functionName, { what }]) => what.map((words) => `${functionName}: ${words}`))
    .filter((line) => !lines.has(line));
}

const keyOf = ({ functionName, action, resource, pattern }: GrantUse) =>
  [functionName, action, resource, pattern].join("\n");

/** In the words of lib/function-grants.ts: `PutItem OUTBOX#*`, `PutEvents`, `SendMessage`. */
function wordsOf({ action, pattern }: GrantUse): string {
  const [service, name = action] = action.split(":");
  return service === "dynamodb" ? `${name} ${pattern}` : name;
}

const lineOf = (grant: GrantUse) => `${grant.functionName}: ${wordsOf(grant)}`;
