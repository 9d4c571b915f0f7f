import * as contract from "../../api/setup.ts";
import { handles } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { deleteEntry } from "./catalog-entry.ts";

export const deleteAuthorizationGroup = handles(contract.deleteAuthorizationGroup, (call, services: HttpServices) => {
  const { groupId } = call.path;
  return deleteEntry(call, services, { kind: "group", id: groupId, referenced: { groupId } });
});
