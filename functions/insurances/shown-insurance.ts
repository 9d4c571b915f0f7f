import type { ClientInsurance as ShownInsurance } from "../../api/client-insurances.ts";
import type { CalendarDate } from "../../domain/calendar.ts";
import type { Catalog } from "../../domain/catalog.ts";
import { byPriorityOn, type ClientInsurance, isInForce } from "../../domain/client-insurance.ts";

/** A client insurance as shown: with the payer's current name, and, if it has dates of its own, whether it is in force today. */
export function shownInsurance(insurance: ClientInsurance, catalog: Catalog, day: CalendarDate): ShownInsurance {
  const { updatedBy: _, ...shown } = insurance;
  const payerName = catalog.payers.get(insurance.payerId)?.name ?? insurance.payerId;
  const hasDates = insurance.effectiveDate !== undefined || insurance.expirationDate !== undefined;
  return { ...shown, payerName, ...(hasDates && { inForce: isInForce(insurance, day) }) };
}

export function shownInsurances(
  insurances: Iterable<ClientInsurance>,
  catalog: Catalog,
  day: CalendarDate,
): ShownInsurance[] {
  return [...insurances].sort(byPriorityOn(day)).map((insurance) => shownInsurance(insurance, catalog, day));
}
