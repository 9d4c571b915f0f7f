import type { Backfill } from "../../domain/backfill.ts";
import type { AskJob } from "./asked-job.ts";

export interface AskedBackfill {
  readonly migration: string;
  readonly itemsPerSecond?: number;
  readonly dryRun: boolean;
}

/** A line is told this often. Shorter than the AWS command line tool waits for an answer, which is a minute. */
const runSeconds = 30;

/**
 * Begins or goes on with a backfill and tells how far it is, until it is through or somebody has stopped it. Whoever breaks this
 * off stops nothing: the stack's own schedule goes on with it.
 */
export async function followBackfill(
  ask: AskJob,
  asked: AskedBackfill,
  tell: (line: string) => void,
): Promise<Backfill | null> {
  for (;;) {
    const backfill = await ask({ ...asked, runSeconds });
    if (backfill === null) return null;
    tell(lineOf(backfill));
    if (backfill.state !== "RUNNING") return backfill;
  }
}

export function lineOf({ state, dryRun, examined, migrated, migration }: Backfill): string {
  return `${migration}: ${state}, ${examined} items looked at, ${migrated} ${dryRun ? "to be migrated" : "migrated"}`;
}
