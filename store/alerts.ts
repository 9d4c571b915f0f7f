import type { Authorization } from "../domain/authorization.ts";
import { takesAuthorizations } from "../domain/client-insurance.ts";
import { ExpiringAlerts } from "../domain/expiring-alert.ts";
import { RunningLowAlerts } from "../domain/running-low-alert.ts";
import { readIndexedFacts } from "./indexed-rows.ts";
import { fieldsOf } from "./items.ts";
import { expiringAlertsKey, runningLowAlertsKey } from "./keys.ts";
import { commit, getItem, type OpenedTable } from "./opened-table.ts";
import { outboxEntry, type UnsentEvent } from "./outbox.ts";
import { handledEntry, type RunningLowEntry } from "./running-low.ts";
import { createOrReplace } from "./writes.ts";

/** The alerts that were given of an authorization's end; undefined: none yet. */
export async function readExpiringAlerts(
  table: OpenedTable,
  authorizationId: string,
): Promise<ExpiringAlerts | undefined> {
  const stored = await getItem(table, expiringAlertsKey(authorizationId));
  return stored === undefined ? undefined : fieldsOf(stored, ExpiringAlerts);
}

/** The alerts that were given of how little is left of an authorization; undefined: none yet. */
export async function readRunningLowAlerts(
  table: OpenedTable,
  authorizationId: string,
): Promise<RunningLowAlerts | undefined> {
  const stored = await getItem(table, runningLowAlertsKey(authorizationId));
  return stored === undefined ? undefined : fieldsOf(stored, RunningLowAlerts);
}

/**
 * An authorization that alerts may be given of; undefined: there is none, it is discontinued, its client is inactive, or its
 * insurance takes none.
 */
export async function readAlertable(
  table: OpenedTable,
  place: Pick<Authorization, "clientId" | "authorizationId">,
): Promise<Authorization | undefined> {
  const found = await readIndexedFacts(table, place);
  if (found === undefined || found.authorization.discontinued !== undefined) return undefined;
  const isAlertable = found.client.status === "ACTIVE" && takesAuthorizations(found.insurance);
  return isAlertable ? found.authorization : undefined;
}

/**
 * Stores the record of alerts with their events: all or nothing, once. Does not hold the client's revision: an alert says what
 * was so when it was decided, and is as true as one of a second before.
 */
export async function storeExpiringAlerts(
  table: OpenedTable,
  alert: { authorizationId: string; alerts: ExpiringAlerts; events: readonly UnsentEvent[] },
): Promise<void> {
  const { authorizationId, alerts, events } = alert;
  await commit(table, [
    createOrReplace(expiringAlertsKey(authorizationId), "expiringAlerts", alerts, alerts.version - 1),
    ...events.map(outboxEntry),
  ]);
}

/** Stores the record of an alert with its event, and removes its entry from the worklist: all or nothing, once. */
export async function storeRunningLowAlert(
  table: OpenedTable,
  alert: { entry: RunningLowEntry; alerts: RunningLowAlerts; event: UnsentEvent },
): Promise<void> {
  const { entry, alerts } = alert;
  const at = runningLowAlertsKey(entry.authorizationId);
  await commit(table, [
    createOrReplace(at, "runningLowAlerts", alerts, alerts.version - 1),
    handledEntry(entry),
    outboxEntry(alert.event),
  ]);
}
