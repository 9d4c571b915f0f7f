import { runningLowAlertDue } from "../../domain/running-low-alert.ts";
import { AuthorizationRunningLow } from "../../events/authorization-running-low.ts";
import { readAlertable, readRunningLowAlerts, storeRunningLowAlert } from "../../store/alerts.ts";
import { authorizationPlace } from "../../store/keys.ts";
import { type OpenedTable, untilStored } from "../../store/opened-table.ts";
import { type RunningLowEntry, readRunningLow, readRunningLowPage, removeRunningLow } from "../../store/running-low.ts";
import { occasion, unsentEvent } from "../runtime/unsent-event.ts";
import type { AlertRun, Candidate } from "./alert-run.ts";

const entriesPerPage = 100;

/** Goes through the worklist of authorizations that run low. False: time ran out; the rest stays in the list. */
export async function giveRunningLow(run: AlertRun): Promise<boolean> {
  let page: RunningLowEntry[];
  let after: string | undefined;
  do {
    page = await readRunningLowPage(run.services.table, { limit: entriesPerPage, after });
    if ((await run.through(page, give)) < page.length) return false;
    const last = page.at(-1);
    after = last && authorizationPlace(last.clientId, last.authorizationId);
  } while (page.length === entriesPerPage);
  return true;
}

/** The entry says what is left. If that changes before the alert is stored, nothing is stored, and it is looked at again. */
function give(candidate: Candidate, table: OpenedTable, { services, traceparent, today }: AlertRun) {
  return untilStored(table, async () => {
    const { authorizationId } = candidate;
    const entry = await readRunningLow(table, candidate);
    if (entry === undefined) return [];
    const authorization = await readAlertable(table, candidate);
    const earlier = await readRunningLowAlerts(table, authorizationId);
    const alerts =
      authorization && runningLowAlertDue(entry, earlier, { today, expirationDate: authorization.expirationDate });
    if (alerts === undefined || alerts === null) {
      await removeRunningLow(table, entry);
      return [];
    }
    const { clientId, unitsLeft, visitsLeft } = entry;
    const data = { clientId, authorizationId, unitsLeft, visitsLeft, threshold: alerts.threshold };
    const when = occasion(services, services.now(), traceparent);
    const event = unsentEvent("AuthorizationRunningLow", AuthorizationRunningLow, data, when);
    await storeRunningLowAlert(table, { entry, alerts, event });
    return [event];
  });
}
