import * as contract from "../../api/setup.ts";
import { restartedBackfill, unconfirmedWalk } from "../../domain/backfill.ts";
import { requireVersion } from "../../domain/repeated-change.ts";
import { requireEditableValues } from "../../domain/status.ts";
import { nextVersion } from "../../domain/versioned.ts";
import { putBackfill, readBackfill } from "../../store/backfill.ts";
import { changeCatalog } from "../../store/catalog.ts";
import type { Write } from "../../store/opened-table.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const putTrackerSettings = handles(contract.putTrackerSettings, async (call, services: HttpServices) => {
  requireEditableValues(call.body);
  const by = call.actor.userId;
  const { entry } = await changeCatalog(services.table, services.readCatalog, async (catalog) => {
    const previous = { ...catalog.settings, version: catalog.settingsVersion };
    const settings = { ...catalog.settings, ...call.body };
    const entry = nextVersion(previous, settings);
    const standing = { version: previous.version, updatedBy: catalog.settingsUpdatedBy };
    const asked = { by, seenVersion: call.ifMatch, changesNothing: entry === previous };
    requireVersion("The set of tracker settings", standing, asked);
    const change = { before: catalog.settings, after: settings };
    const audit = entry === previous ? null : auditEntry(call, services, ["settings", services.agencyId], change);
    const getsEngine = settings.billingEngine && !catalog.settings.billingEngine;
    const also = getsEngine ? [await listingOfUnconfirmed(call.now, services)] : [];
    return { kind: "settings" as const, entry: { ...entry, updatedBy: by }, audit, also };
  });
  const { version, updatedBy: _, ...settings } = entry;
  return ok(settings, version);
});

/**
 * When an agency gets a billing engine, everything that was entered before waits for being confirmed. The job `backfill` lists
 * it, two minutes from now: then no call is under way any more that knows the agency without an engine.
 */
async function listingOfUnconfirmed(now: Date, { table }: HttpServices): Promise<Write> {
  return putBackfill(restartedBackfill(await readBackfill(table, unconfirmedWalk), unconfirmedWalk, now.toISOString()));
}
