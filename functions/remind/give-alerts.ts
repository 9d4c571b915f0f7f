import { countUnconfirmed } from "../../store/index-entries.ts";
import { logInfo } from "../runtime/log.ts";
import { type AlertingServices, AlertRun } from "./alert-run.ts";
import { giveExpiring } from "./give-expiring.ts";
import { giveRunningLow } from "./give-running-low.ts";

/**
 * Tells of authorizations that come to their end or run low, each alert once, however often and however late this runs. What
 * runs out of time goes on with the next run. Throws at its end when an alert could not be given: the others are.
 */
export async function giveAlerts(services: AlertingServices, remainingMillis: () => number) {
  const run = new AlertRun(services, remainingMillis);
  const isThroughLow = await giveRunningLow(run);
  const runningLow = run.given;
  const expiring = isThroughLow ? await giveExpiring(run) : null;
  const { given, failed, traceId } = run;
  const isDone = expiring !== null;
  services.measure({
    AlertsGiven: given,
    RunningLowAlertsGiven: runningLow,
    AlertsUnfinished: isDone && failed === 0 ? 0 : 1,
  });
  if (expiring !== null) {
    const { settings } = await services.readCatalog();
    services.measure({
      ExpiredInLast30Days: expiring.expiredLately,
      ExpiringWithin7Days: expiring.within7Days,
      ExpiringWithin14Days: expiring.within14Days,
      ExpiringWithin30Days: expiring.within30Days,
      Unconfirmed: settings.billingEngine ? await countUnconfirmed(services.table) : 0,
    });
  }
  logInfo({ event: "reminded", traceId, count: given, outcome: isDone ? "DONE" : "OUT_OF_TIME" });
  if (failed > 0) throw new Error(`${failed} alerts could not be given.`);
  return { today: run.today, given, isDone };
}
