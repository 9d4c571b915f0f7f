import * as contract from "../../api/client-insurances.ts";
import { insuranceIn } from "../../domain/client-record.ts";
import { readShownRecord } from "../../store/client-record.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { shownCaps } from "./shown-caps.ts";
import { shownInsurance } from "./shown-insurance.ts";

export const readClientInsurance = handles(
  contract.readClientInsurance,
  async ({ path, today }, { table, readCatalog }: HttpServices) => {
    const [record, catalog] = await Promise.all([readShownRecord(table, path.clientId), readCatalog()]);
    const insurance = insuranceIn(record, path.insuranceId);
    const caps = await shownCaps(table, record, path.insuranceId);
    return ok({ ...shownInsurance(insurance, catalog, today), caps }, insurance.version);
  },
);
