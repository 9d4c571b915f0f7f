import * as contract from "../../api/authorizations.ts";
import { amounts } from "../../domain/balance.ts";
import { balanceOf } from "../../domain/usage.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { readRowFacts } from "../../store/history.ts";
import { readMovements } from "../../store/services.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const readLedger = handles(contract.readLedger, async ({ path, query }, { table }: HttpServices) => {
  const record = await readClientRecord(table, path.clientId);
  const { authorization } = await readRowFacts(table, record, path.authorizationId);
  const all = await readMovements(table, authorization.authorizationId);
  const { asOf } = query;
  const items = all.filter((movement) => asOf === undefined || movement.serviceDate <= asOf);
  const balance = balanceOf(items);
  return ok({
    items,
    balance: {
      units: amounts(authorization.authUnits, balance.unitsUsed, balance.unitsScheduled),
      visits: amounts(authorization.authVisits, balance.visitsUsed, balance.visitsScheduled),
    },
  });
});
