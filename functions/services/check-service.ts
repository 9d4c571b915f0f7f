import * as contract from "../../api/services.ts";
import { amounts } from "../../domain/balance.ts";
import { balanceAfter } from "../../domain/candidate.ts";
import { requireKnownActivityCode } from "../../domain/catalog.ts";
import { requireServiceDate } from "../../domain/date-bounds.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { ClientUsage } from "./client-usage.ts";
import { coverageNow } from "./coverage-now.ts";

/** The same decision as posting, without storing anything. What BLOCK refuses is answered as not covered. */
export const checkService = handles(contract.checkService, async (call, services: HttpServices) => {
  const { path, body } = call;
  const { table } = services;
  const { serviceId, ...posted } = body;
  const [record, catalog] = await Promise.all([readClientRecord(table, path.clientId), services.readCatalog()]);
  const usage = new ClientUsage(table, record);
  const previous = serviceId === undefined ? undefined : await usage.service(serviceId);
  requireKnownActivityCode(catalog, posted.activityCode);
  requireServiceDate(call.today, posted.serviceDate, previous?.serviceDate);
  const { coverage, used } = await coverageNow(usage, catalog, posted, previous);
  const { applied, reason, warnings, refusal } = coverage;
  const after = used && balanceAfter(used, posted);
  return ok({
    covered: refusal === null && (applied !== null || reason !== undefined),
    applied,
    ...(reason !== undefined && { reason }),
    remainingAfter:
      used === undefined || after === undefined
        ? null
        : {
            units: amounts(used.authorization.authUnits, after.unitsUsed, after.unitsScheduled).remaining,
            visits: amounts(used.authorization.authVisits, after.visitsUsed, after.visitsScheduled).remaining,
          },
    warnings: [...warnings],
  });
});
