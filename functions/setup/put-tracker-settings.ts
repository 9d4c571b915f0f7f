import * as contract from "../../api/setup.ts";
import { requireVersion } from "../../domain/said-again.ts";
import { requireEditableValues } from "../../domain/status.ts";
import { inPlaceOf } from "../../domain/versioned.ts";
import { changeCatalog } from "../../store/catalog.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const putTrackerSettings = handles(contract.putTrackerSettings, async (call, services: HttpServices) => {
  requireEditableValues(call.body);
  const by = call.actor.userId;
  const { entry } = await changeCatalog(services.table, services.readCatalog, (catalog) => {
    const previous = { ...catalog.settings, version: catalog.settingsVersion };
    const settings = { ...catalog.settings, ...call.body };
    const entry = inPlaceOf(previous, settings);
    const standing = { version: previous.version, updatedBy: catalog.settingsUpdatedBy };
    const asked = { by, seenVersion: call.ifMatch, changesNothing: entry === previous };
    requireVersion("The set of tracker settings", standing, asked);
    const told = { action: "CHANGED", subject: "settings", subjectId: services.agencyId } as const;
    const change = { ...told, before: catalog.settings, after: settings };
    const audit = entry === previous ? null : auditEntry(call, services, change);
    return { kind: "settings" as const, entry: { ...entry, updatedBy: by }, audit };
  });
  const { version, updatedBy: _, ...settings } = entry;
  return ok(settings, version);
});
