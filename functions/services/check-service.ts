import * as contract from "../../api/services.ts";
import { amounts } from "../../domain/balance.ts";
import { requireKnownActivityCode } from "../../domain/catalog.ts";
import { balanceAfter } from "../../domain/coverage.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { covered } from "../runtime/post-service.ts";
import type { HttpServices } from "../runtime/services.ts";

/** The same decision as posting, without storing anything. What BLOCK would refuse is answered as not covered. */
export const checkService = handles(contract.checkService, async ({ path, body }, services: HttpServices) => {
  const [record, catalog] = await Promise.all([
    readClientRecord(services.table, path.clientId),
    services.readCatalog(),
  ]);
  requireKnownActivityCode(catalog, body.activityCode);
  const settings = { ...catalog.settings, overCapPolicy: "FLAG" as const };
  const coverage = await covered(services, record, { ...catalog, settings }, body, undefined);
  const { applied, warnings, candidates } = coverage;
  const used = candidates.find(({ authorization }) => authorization.authorizationId === applied?.authorizationId);
  const after = used && balanceAfter(used, body);
  return ok({
    covered: applied !== null && (catalog.settings.overCapPolicy === "FLAG" || warnings.length === 0),
    applied,
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
