import type { AgencyConfig } from "./agency-file/agency-config.ts";
import { catchAllFunction } from "./deployed-functions.ts";
import { jobs } from "./job-table.ts";
import { consumers, queuesOf, queueTable } from "./messaging/queue-table.ts";

/**
 * How many calls of a function run at once, at most, and are kept free for it: the account's other functions, those of other
 * agencies too, can't use them up. Functions behind the API have none, but for the public one: API Gateway's throttle holds
 * them, and what a hundred agencies would reserve for peaks would lie idle.
 */
export const reservedConcurrency: Readonly<Record<string, number>> = {
  // As many batches as its queues hand out at once. With fewer, messages would be refused and come nearer to the dead letters.
  ...Object.fromEntries(
    consumers.map((name) => [name, queuesOf(name).reduce((sum, queue) => sum + queueTable[queue].atOnce, 0)]),
  ),
  // Whoever asks without a token gets no more of the account than this, however many ask.
  [catchAllFunction]: 5,
  // Two runs of a job would only contend for the same items, and schedules sometimes start one twice. Not `backfill`: a request
  // to stop it has to get through while it runs, and its checkpoint lets only one run work.
  ...Object.fromEntries(jobs.filter(({ name }) => name !== "backfill").map(({ name }) => [name, 1])),
};

/** A demo may be in a new account, which has 10 in all: AWS leaves at least 100 unreserved. */
export function reservesConcurrency({ reservedConcurrency, stage }: AgencyConfig): boolean {
  return reservedConcurrency ?? stage !== "demo";
}
