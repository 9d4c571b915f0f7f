import * as reports from "../../api/reports.ts";
import { type Access, accessesIn } from "../../domain/access.ts";
import { dayIn } from "../../domain/calendar.ts";
import { countClientsRead, recordAccess } from "../../store/accesses.ts";
import { inParallel } from "../runtime/in-parallel.ts";
import { logInfo } from "../runtime/log.ts";
import type { Services } from "../runtime/services.ts";

/** A page of a report as CSV tells of up to 2,000 clients. */
const accessesAtOnce = 16;

/** They tell of all clients by their purpose, under a permission of their own: what they list is kept, and not counted. */
const listings: ReadonlySet<string> = new Set(Object.values(reports).map(({ operationId }) => operationId));
const isListing = ({ operations }: Access) => operations.isSubsetOf(listings);

/**
 * Keeps the accesses that log lines tell of, and tells how many clients the users among them have read today. CloudWatch Logs and
 * Lambda may deliver lines twice: that changes nothing.
 */
export async function recordAccesses(services: Services, lines: readonly unknown[]): Promise<void> {
  const { table, timeZone } = services;
  const accesses = accessesIn(lines, timeZone);
  await inParallel(accesses, accessesAtOnce, (access) => recordAccess(table, access, isListing(access)));
  const today = dayIn(timeZone, services.now());
  const users = new Set(accesses.filter(({ day }) => day === today).map(({ userId }) => userId));
  const counts = await inParallel([...users], accessesAtOnce, async (userId) => {
    const count = await countClientsRead(table, userId, today);
    // The metric names nobody: whoever looks into an alarm finds the user here.
    logInfo({ event: "clientsRead", userId, count });
    return count;
  });
  if (counts.length > 0) services.measure({ MostClientsReadByOneUser: Math.max(...counts) });
}
