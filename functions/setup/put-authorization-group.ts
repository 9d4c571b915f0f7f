import * as contract from "../../api/setup.ts";
import { requireFreeChoiceText, requireKnownActivityCodes } from "../../domain/catalog.ts";
import { handles } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { putEntry } from "./catalog-entry.ts";

export const putAuthorizationGroup = handles(contract.putAuthorizationGroup, (call, services: HttpServices) => {
  const { groupId } = call.path;
  const entry = { groupId, ...call.body };
  return putEntry(call, services, {
    kind: "group",
    id: groupId,
    entry,
    require: (catalog) => {
      requireKnownActivityCodes(catalog, entry.activityCodes);
      requireFreeChoiceText(catalog, entry);
    },
  });
});
