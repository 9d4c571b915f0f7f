import type { Authorization } from "../../domain/authorization.ts";
import type { Catalog } from "../../domain/catalog.ts";
import { coversDates } from "../../domain/client-insurance.ts";
import { coversCode } from "../../domain/coverage.ts";
import { overlapping } from "../../domain/duplicates.ts";
import { bounded } from "../../domain/warning.ts";
import { type ClientRecord, insuranceIn } from "../../store/client-record.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { readUncovered } from "../../store/services.ts";

/**
 * What a user should know of an authorization that was saved: the others that it overlaps (OVERLAPS:id), the services of its
 * dates that no authorization covered so far and this one could (NO_AUTHORIZATION:id): posting them again uses it; that it has
 * days on which its insurance is not in force, and that a new one is for a client who is inactive.
 */
export async function warningsOf(
  authorization: Authorization,
  record: ClientRecord,
  catalog: Catalog,
  table: OpenedTable,
): Promise<string[]> {
  const { clientId, insuranceId, effectiveDate, expirationDate, version } = authorization;
  const uncovered = await readUncovered(table, clientId, { first: effectiveDate, last: expirationDate });
  const overlaps = overlapping(authorization, record.authorizations.values());
  const couldUseIt = uncovered
    .filter((service) => service.insuranceId === undefined || service.insuranceId === insuranceId)
    .filter((service) => coversCode(catalog, authorization, service.activityCode));
  return [
    ...bounded(
      "OVERLAPS",
      overlaps.map(({ authorizationId }) => authorizationId),
    ),
    ...bounded(
      "NO_AUTHORIZATION",
      couldUseIt.map(({ serviceId }) => serviceId),
    ),
    ...(coversDates(insuranceIn(record, insuranceId), authorization) ? [] : ["OUTSIDE_INSURANCE_DATES"]),
    ...(version === 1 && record.client.status === "INACTIVE" ? ["CLIENT_INACTIVE"] : []),
  ];
}
