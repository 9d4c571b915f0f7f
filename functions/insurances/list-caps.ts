import * as contract from "../../api/client-insurances.ts";
import { insuranceIn } from "../../domain/client-record.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { shownCaps } from "./shown-caps.ts";

export const listCaps = handles(contract.listCaps, async ({ path }, { table }: HttpServices) => {
  const record = await readClientRecord(table, path.clientId);
  const { insuranceId } = insuranceIn(record, path.insuranceId);
  return ok({ items: await shownCaps(table, record, insuranceId) });
});
