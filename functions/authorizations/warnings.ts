import type { Authorization } from "../../domain/authorization.ts";
import type { CalendarDate } from "../../domain/calendar.ts";
import { type Catalog, isRetroWindowPassed } from "../../domain/catalog.ts";
import { coversDates } from "../../domain/client-insurance.ts";
import { type ClientRecord, insuranceIn } from "../../domain/client-record.ts";
import { coversCode } from "../../domain/coverage.ts";
import { isLongSpan } from "../../domain/date-bounds.ts";
import { overlapping } from "../../domain/duplicates.ts";
import { misplacedOn } from "../../domain/reallocation.ts";
import { bounded } from "../../domain/warning.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { readDaysOf, readUncovered } from "../../store/services.ts";

interface Saved {
  readonly record: ClientRecord;
  readonly catalog: Catalog;
  readonly table: OpenedTable;
  readonly today: CalendarDate;
}

/**
 * What a user should know of an authorization that was saved: the others that it overlaps (OVERLAPS:id), and the services
 * of its dates that no authorization covered so far and this one could (NO_AUTHORIZATION:id): posting them again, or a
 * reallocation, uses it. Of those the payer authorizes some no more (RETRO_WINDOW_PASSED:id). And that it holds for
 * longer than authorizations do, that it has days on which its insurance is not in force, and that a new one is for a client who is inactive.
 */
export async function warningsOf(
  authorization: Authorization,
  { record, catalog, table, today }: Saved,
): Promise<string[]> {
  const { clientId, insuranceId, effectiveDate, expirationDate, version } = authorization;
  const uncovered = await readUncovered(table, clientId, { first: effectiveDate, last: expirationDate });
  const overlaps = overlapping(authorization, record.authorizations.values());
  const insurance = insuranceIn(record, insuranceId);
  const payer = catalog.payers.get(insurance.payerId);
  const takeable = uncovered
    .filter((service) => service.insuranceId === undefined || service.insuranceId === insuranceId)
    .filter((service) => coversCode(catalog, authorization, service.activityCode));
  const late = takeable.filter(({ serviceDate }) => isRetroWindowPassed(payer, serviceDate, today));
  return [
    ...bounded(
      "OVERLAPS",
      overlaps.map(({ authorizationId }) => authorizationId),
    ),
    ...bounded("NO_AUTHORIZATION", takeable.map(idOf)),
    ...bounded("RETRO_WINDOW_PASSED", late.map(idOf)),
    ...(isLongSpan(authorization) ? ["LONG_SPAN"] : []),
    ...(coversDates(insurance, authorization) ? [] : ["OUTSIDE_INSURANCE_DATES"]),
    ...(version === 1 && record.client.status === "INACTIVE" ? ["CLIENT_INACTIVE"] : []),
  ];
}

const idOf = ({ serviceId }: { readonly serviceId: string }) => serviceId;

/** Whether a change may leave services that the authorization no longer holds for. */
export function mayStrand(change: Partial<Record<keyof Authorization, unknown>>): boolean {
  return (["insuranceId", "procedure", "effectiveDate", "expirationDate"] as const).some(
    (field) => change[field] !== undefined,
  );
}

/** Warns of services that use an authorization which no longer holds for them. A released one holds for none. */
export async function strandedWarnings(
  authorization: Authorization,
  { catalog, table }: Pick<Saved, "catalog" | "table">,
): Promise<string[]> {
  const days = await readDaysOf(table, authorization.authorizationId, {});
  const misplaced = misplacedOn(authorization, days, catalog);
  const changed = misplaced.filter(({ lapse }) => lapse === "PROCEDURE_CHANGED");
  const outside = misplaced.filter(({ lapse }) => lapse !== "PROCEDURE_CHANGED");
  return [...bounded("OUTSIDE_DATES", outside.map(idOf)), ...bounded("PROCEDURE_CHANGED", changed.map(idOf))];
}
