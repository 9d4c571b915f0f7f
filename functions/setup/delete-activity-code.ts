import * as contract from "../../api/setup.ts";
import { groupsWith } from "../../domain/catalog.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { handles } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { deleteEntry } from "./catalog-entry.ts";

export const deleteActivityCode = handles(contract.deleteActivityCode, (call, services: HttpServices) => {
  const { activityCode } = call.path;
  return deleteEntry(call, services, {
    kind: "activityCode",
    id: activityCode,
    referenced: { activityCode },
    require: (catalog) => {
      const groups = groupsWith(catalog, activityCode).map(({ groupId }) => groupId);
      if (groups.length > 0)
        throw new DomainError("IN_USE", `The activity code ${activityCode} is in the groups ${groups.join(", ")}.`);
    },
  });
});
