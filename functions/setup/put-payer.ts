import * as contract from "../../api/setup.ts";
import { handles } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { putEntry } from "./catalog-entry.ts";

export const putPayer = handles(contract.putPayer, (call, services: HttpServices) => {
  const { payerId } = call.path;
  return putEntry(call, services, { kind: "payer", id: payerId, entry: { payerId, ...call.body } });
});
