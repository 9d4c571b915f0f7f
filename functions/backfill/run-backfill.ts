import {
  type Backfill,
  backfillAfterPage,
  isAbandoned,
  paceMillis,
  startedBackfill,
  stoppedBackfill,
  usualItemsPerSecond,
} from "../../domain/backfill.ts";
import { mendItem, readBackfill, readBackfills, readFound, saveBackfill } from "../../store/backfill.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { untilStored } from "../../store/opened-table.ts";
import { logInfo } from "../runtime/log.ts";
import type { Services } from "../runtime/services.ts";
import type { BackfillInput } from "./backfill-input.ts";

export interface BackfillServices extends Services {
  readonly wait: (millis: number) => Promise<void>;
}

/** Items between two checkpoints: a run that is killed looks at most at so many again. */
const mostPerPage = 100;

/** What a page, its checkpoint and the wait before them may take. */
const reserveMillis = 15_000;

/**
 * Goes on with a backfill, page by page, until it is done or the time is over; without a migration named, with one whose run
 * ended early. Answers its state; null: there is nothing to do. May be killed anywhere: the next run goes on from the last
 * checkpoint, and migrated items are left alone.
 */
export async function runBackfill(
  services: BackfillServices,
  input: BackfillInput,
  remainingMillis: () => number,
): Promise<Backfill | null> {
  const begun =
    input.migration === undefined ? await leftBehind(services) : await asked(services, input.migration, input);
  if (begun === null || begun.state !== "RUNNING") return begun;
  const endMillis = Math.max(0, remainingMillis() - (input.runSeconds ?? 600) * 1000);
  const hasTime = () => remainingMillis() > Math.max(endMillis, reserveMillis);
  const backfill = await walk(services, begun, hasTime);
  logInfo({ event: "backfilled", count: backfill.migrated, outcome: backfill.state });
  return backfill;
}

async function leftBehind(services: BackfillServices): Promise<Backfill | null> {
  const found = (await readBackfills(services.table)).find((each) => isAbandoned(each, services.now()));
  return found ?? null;
}

/** Stores the request, so that the work goes on even if this run ends here. */
function asked(services: BackfillServices, migration: string, input: BackfillInput): Promise<Backfill | null> {
  return untilStored(services.table, async () => {
    const previous = await readBackfill(services.table, migration);
    const at = services.now().toISOString();
    if (input.stop && previous === undefined) return null;
    const { dryRun = false, itemsPerSecond = usualItemsPerSecond } = input;
    const next =
      input.stop && previous !== undefined
        ? stoppedBackfill(previous, at)
        : startedBackfill(previous, { migration, dryRun, itemsPerSecond }, at);
    if (next !== previous) await saveBackfill(services.table, next);
    return next;
  });
}

async function walk(services: BackfillServices, begun: Backfill, hasTime: () => boolean): Promise<Backfill> {
  const { migration } = begun;
  const startMillis = services.now().getTime();
  let backfill = begun;
  let examined = 0;
  while (backfill.state === "RUNNING" && hasTime()) {
    const { itemsPerSecond, position: after } = backfill;
    const limit = Math.min(mostPerPage, itemsPerSecond);
    const page = await readFound(services.table, migration, { limit, after });
    let migrated = 0;
    for (const at of page.keys)
      if (backfill.dryRun || (await untilStored(services.table, () => mendItem(services.table, migration, at))))
        migrated += 1;
    const next = backfillAfterPage(backfill, { ...page, migrated }, services.now().toISOString());
    try {
      await saveBackfill(services.table, next);
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      // It was stopped, or another run has taken over: answers that one's state.
      return (await readBackfill(services.table, migration)) ?? backfill;
    }
    backfill = next;
    examined += page.examined;
    await services.wait(paceMillis(examined, itemsPerSecond, services.now().getTime() - startMillis));
  }
  return backfill;
}
