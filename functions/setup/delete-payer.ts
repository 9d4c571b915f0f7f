import * as contract from "../../api/setup.ts";
import { handles } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { deleteEntry } from "./catalog-entry.ts";

export const deletePayer = handles(contract.deletePayer, (call, services: HttpServices) => {
  const { payerId } = call.path;
  return deleteEntry(call, services, { kind: "payer", id: payerId, referenced: { payerId } });
});
