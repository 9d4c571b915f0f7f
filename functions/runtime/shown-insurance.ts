import type { ClientInsurance as ShownInsurance } from "../../api/client-insurances.ts";
import type { Catalog } from "../../domain/catalog.ts";
import { byPriority, type ClientInsurance } from "../../domain/client-insurance.ts";

/** A client insurance as everybody sees it: with the payer's name as it is now. */
export function shownInsurance(insurance: ClientInsurance, catalog: Catalog): ShownInsurance {
  return { ...insurance, payerName: catalog.payers.get(insurance.payerId)?.name ?? insurance.payerId };
}

export function shownInsurances(insurances: Iterable<ClientInsurance>, catalog: Catalog): ShownInsurance[] {
  return [...insurances].sort(byPriority).map((insurance) => shownInsurance(insurance, catalog));
}
