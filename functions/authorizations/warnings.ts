import type { Authorization } from "../../domain/authorization.ts";
import type { Catalog } from "../../domain/catalog.ts";
import { coversCode } from "../../domain/coverage.ts";
import { overlapping } from "../../domain/duplicates.ts";
import type { ClientRecord } from "../../store/client-record.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { readUncovered } from "../../store/services.ts";

/**
 * What a user should know of an authorization that was saved: the others that it overlaps (OVERLAPS:id), and the services
 * of its dates that no authorization covered so far and this one could (NO_AUTHORIZATION:id): posting them again uses it.
 */
export async function warningsOf(
  authorization: Authorization,
  record: ClientRecord,
  catalog: Catalog,
  table: OpenedTable,
): Promise<string[]> {
  const { clientId, insuranceId, effectiveDate, expirationDate } = authorization;
  const uncovered = await readUncovered(table, clientId, { first: effectiveDate, last: expirationDate });
  const overlaps = overlapping(authorization, record.authorizations.values());
  return [
    ...overlaps.map((other) => `OVERLAPS:${other.authorizationId}`),
    ...uncovered
      .filter((service) => service.insuranceId === undefined || service.insuranceId === insuranceId)
      .filter((service) => coversCode(catalog, authorization, service.activityCode))
      .map((service) => `NO_AUTHORIZATION:${service.serviceId}`),
  ];
}
