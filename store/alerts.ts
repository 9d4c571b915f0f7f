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

/** What was told of the end of an authorization; undefined: nothing yet. */
export async function readExpiringAlerts(
  table: OpenedTable,
  authorizationId: string,
): Promise<ExpiringAlerts | undefined> {
  const stored = await getItem(table, expiringAlertsKey(authorizationId));
  return stored === undefined ? undefined : fieldsOf(stored, ExpiringAlerts);
}

/** What was told of how little is left of an authorization; undefined: nothing yet. */
export async function readRunningLowAlerts(
  table: OpenedTable,
  authorizationId: string,
): Promise<RunningLowAlerts | undefined> {
  const stored = await getItem(table, runningLowAlertsKey(authorizationId));
  return stored === undefined ? undefined : fieldsOf(stored, RunningLowAlerts);
}

/**
 * An authorization of which somebody may want to know; undefined: there is none, it is discontinued, its client is inactive, or its
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
 * That alerts were given, with their events: all or nothing, once. They hold no revision of the client: an alert says what was so
 * when it was decided, and one of something that changes at this moment is as true as one of a second before.
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

/** That an alert was given, with its event, and that the entry needs no further look: all or nothing, once. */
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
