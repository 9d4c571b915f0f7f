import { logInfo, logMetric } from "../runtime/log.ts";
import type { Services, WithPublisher } from "../runtime/services.ts";
import { AlertRun } from "./alert-run.ts";
import { giveExpiring } from "./give-expiring.ts";
import { giveRunningLow } from "./give-running-low.ts";

/**
 * Tells of authorizations that come to their end or run low, each alert once, however often and however late this runs. What
 * runs out of time goes on with the next run. Throws at its end when an alert could not be given: the others are.
 */
export async function giveAlerts(services: Services & WithPublisher, remainingMillis: () => number) {
  const run = new AlertRun(services, remainingMillis);
  const isDone = (await giveRunningLow(run)) && (await giveExpiring(run));
  const { given, failed } = run;
  logMetric(services.agencyId, "AlertsGiven", "Count", given);
  logMetric(services.agencyId, "AlertsUnfinished", "Count", isDone && failed === 0 ? 0 : 1);
  logInfo({ event: "reminded", count: given, outcome: isDone ? "DONE" : "OUT_OF_TIME" });
  if (failed > 0) throw new Error(`The alerts of ${failed} authorizations could not be given.`);
  return { today: run.today, given, isDone };
}
