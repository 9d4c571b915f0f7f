import * as contract from "../../api/setup.ts";
import { requireFreeChoiceText, requireKnownActivityCodes } from "../../domain/catalog.ts";
import { bounded } from "../../domain/warning.ts";
import { readAuthorizationReferences } from "../../store/catalog.ts";
import { readDaysOf } from "../../store/services.ts";
import { handles } from "../runtime/handled-route.ts";
import { inParallel } from "../runtime/in-parallel.ts";
import type { HttpServices } from "../runtime/services.ts";
import { putEntry } from "./catalog-entry.ts";

export const putAuthorizationGroup = handles(contract.putAuthorizationGroup, async (call, services: HttpServices) => {
  const { groupId } = call.path;
  const entry = { groupId, ...call.body };
  // Read before storing: a read that failed afterwards would look like a refusal of a change that was stored.
  const warnings = await strandedBy(entry, services);
  const reply = await putEntry(call, services, {
    kind: "group",
    id: groupId,
    entry,
    require: (catalog) => {
      requireKnownActivityCodes(catalog, entry.activityCodes);
      requireFreeChoiceText(catalog, entry);
    },
  });
  return warnings.length === 0 ? reply : { ...reply, body: { ...reply.body, warnings } };
});

/** Most authorizations of a group that are read. */
const mostAuthorizations = 500;
const authorizationsAtOnce = 8;
/** Services that use an authorization of the group by a code that is taken out of it. */
async function strandedBy(
  group: { readonly groupId: string; readonly activityCodes: readonly string[] },
  { table, readCatalog }: HttpServices,
): Promise<string[]> {
  const { groupId } = group;
  const before = (await readCatalog()).groups.get(groupId)?.activityCodes ?? [];
  const removed = new Set(before).difference(new Set(group.activityCodes));
  if (removed.size === 0) return [];
  const authorizationIds = await readAuthorizationReferences(table, { groupId }, mostAuthorizations);
  const stranded = await inParallel(authorizationIds, authorizationsAtOnce, async (authorizationId) => {
    const days = await readDaysOf(table, authorizationId, {});
    const services = days.flatMap((day) => Object.entries(day.services));
    return services.filter(([, { activityCode }]) => removed.has(activityCode)).map(([serviceId]) => serviceId);
  });
  return bounded("PROCEDURE_CHANGED", stranded.flat().sort());
}
