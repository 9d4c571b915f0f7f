import * as contract from "../../api/setup.ts";
import { versionConflict } from "../../domain/domain-error.ts";
import { requireEditableValues } from "../../domain/status.ts";
import { inPlaceOf } from "../../domain/versioned.ts";
import { changeCatalog } from "../../store/catalog.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const putTrackerSettings = handles(contract.putTrackerSettings, async (call, services: HttpServices) => {
  requireEditableValues(call.body);
  const { entry } = await changeCatalog(services.table, services.readCatalog, (catalog) => {
    if (catalog.settingsVersion !== call.ifMatch)
      throw versionConflict("The set of tracker settings", catalog.settingsVersion);
    const previous = { ...catalog.settings, version: catalog.settingsVersion };
    const settings = { ...catalog.settings, ...call.body };
    const entry = inPlaceOf(previous, settings);
    const told = { action: "CHANGED", subject: "settings", subjectId: services.agencyId } as const;
    const change = { ...told, before: catalog.settings, after: settings };
    return { kind: "settings" as const, entry, audit: entry === previous ? null : auditEntry(call, services, change) };
  });
  const { version, ...settings } = entry;
  return ok(settings, version);
});
