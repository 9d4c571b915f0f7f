import * as z from "zod/mini";
import { Instant } from "./calendar.ts";
import { Version } from "./id.ts";

const count = z.int().check(z.minimum(0));

const mostItemsPerSecond = 1000;
/** How many items a second may be looked at. A thousand small ones take some 50 of the 3,000 read units of a partition. */
export const ItemsPerSecond = z
  .int({ error: "must be a whole number" })
  .check(
    z.minimum(1, { error: "must be at least 1" }),
    z.maximum(mostItemsPerSecond, { error: `must be at most ${mostItemsPerSecond}` }),
  );
export const usualItemsPerSecond = 100;

/** A walk over the whole table that brings the items of one kind into today's layout, and how far it has come. */
export const Backfill = z.strictObject({
  migration: z.string(),
  /** Only counts what it would migrate. */
  dryRun: z.boolean(),
  itemsPerSecond: ItemsPerSecond,
  state: z.enum(["RUNNING", "STOPPED", "DONE"]),
  /** The key of the last item that was looked at; absent before the first, and when it is done. */
  position: z.exactOptional(z.record(z.string(), z.string())),
  /** Items of any kind that were looked at. */
  examined: count,
  /** Of these, those that it migrated, or would; what a run that was killed did after its last checkpoint is not among them. */
  migrated: count,
  startedAt: Instant,
  updatedAt: Instant,
  version: Version,
});
export type Backfill = z.infer<typeof Backfill>;

/** The walk that lists what was entered without the C while there was no billing engine. */
export const unconfirmedWalk = "list-unconfirmed";

export interface BackfillRequest {
  readonly migration: string;
  readonly dryRun: boolean;
  readonly itemsPerSecond: number;
}

/** Starts a walk, or goes on with one that is not done, at the new pace. A dry run and a real one do not continue each other. */
export function startedBackfill(previous: Backfill | undefined, request: BackfillRequest, at: Instant): Backfill {
  const version = (previous?.version ?? 0) + 1;
  if (previous !== undefined && previous.state !== "DONE" && previous.dryRun === request.dryRun)
    return { ...previous, ...request, state: "RUNNING", updatedAt: at, version };
  return { ...request, state: "RUNNING", examined: 0, migrated: 0, startedAt: at, updatedAt: at, version };
}

/** Starts a walk from the beginning even if one is under way: what that one has passed may have changed. */
export function restartedBackfill(previous: Backfill | undefined, migration: string, at: Instant): Backfill {
  const request = { migration, dryRun: false, itemsPerSecond: mostItemsPerSecond };
  return startedBackfill(previous && { ...previous, state: "DONE" }, request, at);
}

/** After a page; `position` null: it was the last. */
export function backfillAfterPage(
  { position: _, ...backfill }: Backfill,
  page: { readonly examined: number; readonly migrated: number; readonly position: Backfill["position"] | null },
  at: Instant,
): Backfill {
  const counted = {
    ...backfill,
    examined: backfill.examined + page.examined,
    migrated: backfill.migrated + page.migrated,
    updatedAt: at,
    version: backfill.version + 1,
  };
  return page.position ? { ...counted, position: page.position } : { ...counted, state: "DONE" };
}

export function stoppedBackfill(backfill: Backfill, at: Instant): Backfill {
  return backfill.state === "RUNNING"
    ? { ...backfill, state: "STOPPED", updatedAt: at, version: backfill.version + 1 }
    : backfill;
}

/** Whether its run must have ended without finishing it: a page takes seconds, and nothing was saved for two minutes. */
export function isAbandoned({ state, updatedAt }: Backfill, now: Date): boolean {
  return state === "RUNNING" && now.getTime() - Date.parse(updatedAt) > 120_000;
}

/** How long to wait so that no more than so many items are looked at in a second, in milliseconds. */
export function paceMillis(examined: number, itemsPerSecond: number, elapsedMillis: number): number {
  return Math.max(0, (examined / itemsPerSecond) * 1000 - elapsedMillis);
}
