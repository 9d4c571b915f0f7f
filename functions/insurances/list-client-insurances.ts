import * as contract from "../../api/client-insurances.ts";
import { readShownRecord } from "../../store/client-record.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { left } from "../runtime/left-out.ts";
import type { HttpServices } from "../runtime/services.ts";
import { shownInsurances } from "./shown-insurance.ts";

export const listClientInsurances = handles(
  contract.listClientInsurances,
  async ({ path, today }, { table, readCatalog }: HttpServices) => {
    const [record, catalog] = await Promise.all([readShownRecord(table, path.clientId), readCatalog()]);
    return ok({ items: shownInsurances(record.insurances.values(), catalog, today), ...left(record.unreadable) });
  },
);
