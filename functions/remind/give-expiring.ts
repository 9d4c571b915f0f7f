import { addDays } from "../../domain/calendar.ts";
import {
  expiringAlertsDue,
  expiringThresholds,
  mayHaveBecomeDue,
  mostDaysExpired,
} from "../../domain/expiring-alert.ts";
import { countedAlso, type ExpiringCounts, noneExpiring } from "../../domain/expiring-counts.ts";
import { AuthorizationExpiring } from "../../events/authorization-expiring.ts";
import { readAlertable, readExpiringAlerts, storeExpiringAlerts } from "../../store/alerts.ts";
import { type ExpiringEntry, expiringPlaceOf, placeAfter, readExpiring } from "../../store/index-entries.ts";
import { type OpenedTable, untilStored } from "../../store/opened-table.ts";
import { readRemindProgress, saveRemindProgress } from "../../store/remind-progress.ts";
import { occasion, unsentEvent } from "../runtime/unsent-event.ts";
import type { AlertRun, Candidate } from "./alert-run.ts";

const entriesPerPage = 1000;

/**
 * Goes through the index of expiration dates, from 30 days ago to 30 days ahead, and counts all entries. Only an authorization
 * for which an alert can have become due since the last full look is read itself. Null: time ran out; the next run of the day
 * goes on from there.
 */
export async function giveExpiring(run: AlertRun): Promise<ExpiringCounts | null> {
  const { today, services } = run;
  const { doneOn, unfinished } = await readRemindProgress(services.table);
  const window = { first: addDays(today, -mostDaysExpired), last: addDays(today, expiringThresholds[0]) };
  const saved = { ...(doneOn !== undefined && { doneOn }) };
  const goesOn = unfinished?.day === today ? unfinished : { from: window.first, counts: noneExpiring };
  let { counts } = goesOn;
  let from: string | null = goesOn.from;
  while (from !== null) {
    const page = await readExpiring(services.table, window, { limit: entriesPerPage, from });
    const entries = page.entries.flatMap(({ listed, ...place }) =>
      listed === undefined || listed.isInactive ? [] : { ...place, ...listed },
    );
    const candidates = entries.filter((entry) => mayHaveBecomeDue(entry, doneOn, today));
    const reached = await run.through(candidates, give);
    if (reached < candidates.length) {
      const last = candidates[reached - 1];
      const on = last === undefined ? from : placeAfter(expiringPlaceOf(last));
      counts = countedAlso(counts, datesOf(entries.filter((entry) => expiringPlaceOf(entry) < on)), today);
      // What failed has to be tried again, so the next run may not begin behind it.
      if (run.failed === 0)
        await saveRemindProgress(services.table, { ...saved, unfinished: { day: today, from: on, counts } });
      return null;
    }
    counts = countedAlso(counts, datesOf(entries), today);
    from = page.next;
  }
  if (run.failed === 0) await saveRemindProgress(services.table, { doneOn: today });
  return counts;
}

const datesOf = (entries: readonly Pick<ExpiringEntry, "expirationDate">[]) =>
  entries.map(({ expirationDate }) => expirationDate);

/** Decides by the authorization itself, since the index follows it a moment later. */
function give(candidate: Candidate, table: OpenedTable, { services, traceparent, today }: AlertRun) {
  const { timeZone } = services;
  return untilStored(table, async () => {
    const authorization = await readAlertable(table, candidate);
    if (authorization === undefined) return [];
    const { clientId, authorizationId, expirationDate } = authorization;
    const earlier = await readExpiringAlerts(table, authorizationId);
    const decision = expiringAlertsDue(authorization, earlier, { today, timeZone });
    if (decision === null) return [];
    const events = decision.due.map((daysLeft) => {
      const data = { clientId, authorizationId, expirationDate, daysLeft };
      const when = occasion(services, services.now(), traceparent);
      return unsentEvent("AuthorizationExpiring", AuthorizationExpiring, data, when);
    });
    await storeExpiringAlerts(table, { authorizationId, alerts: decision.alerts, events });
    return events;
  });
}
