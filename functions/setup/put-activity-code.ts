import * as contract from "../../api/setup.ts";
import { handles } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { putEntry } from "./catalog-entry.ts";

export const putActivityCode = handles(contract.putActivityCode, (call, services: HttpServices) => {
  const { activityCode } = call.path;
  return putEntry(call, services, { kind: "activityCode", id: activityCode, entry: { activityCode, ...call.body } });
});
