import * as contract from "../../api/client-insurances.ts";
import { insuranceIn } from "../../domain/client-record.ts";
import { readShownRecord } from "../../store/client-record.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { left } from "../runtime/left-out.ts";
import type { HttpServices } from "../runtime/services.ts";
import { shownCaps } from "./shown-caps.ts";

export const listCaps = handles(contract.listCaps, async ({ path }, { table }: HttpServices) => {
  const record = await readShownRecord(table, path.clientId);
  const { insuranceId } = insuranceIn(record, path.insuranceId);
  return ok({ items: await shownCaps(table, record, insuranceId), ...left(record.unreadable) });
});
