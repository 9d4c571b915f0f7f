import type { Authorization } from "./authorization.ts";
import type { Client } from "./client.ts";
import { type ClientInsurance, coversDates, takesAuthorizations } from "./client-insurance.ts";
import { refusedField } from "./domain-error.ts";
import { byExpiration } from "./tracker-row.ts";
import { bounded } from "./warning.ts";

/** Open authorizations that lists and alerts leave out after a change: somebody should discontinue them, or undo the change. */
const stranded = (open: readonly Authorization[]) => bounded("AUTHORIZATION_STRANDED", idsOf(open));

const idsOf = (authorizations: readonly Authorization[]) =>
  authorizations.map(({ authorizationId }) => authorizationId);

/** What an insurance that was saved means for its authorizations that are not discontinued. What expires first is named first. */
export function warningsOfInsurance(insurance: ClientInsurance, open: Iterable<Authorization>): string[] {
  const ofIt = [...open].filter(({ insuranceId }) => insuranceId === insurance.insuranceId).sort(byExpiration);
  const outside = ofIt.filter((authorization) => !coversDates(insurance, authorization));
  return [
    ...stranded(takesAuthorizations(insurance) ? [] : ofIt),
    ...bounded("OUTSIDE_INSURANCE_DATES", idsOf(outside)),
  ];
}

/** The same for a client. An inactive client's authorizations are in no list and no alert. */
export function warningsOfClient({ status }: Client, open: Iterable<Authorization>): string[] {
  return status === "ACTIVE" ? [] : stranded([...open].sort(byExpiration));
}

/** Refuses another payer while authorizations are open: what one payer authorized, and its number, is not another's. */
export function requirePayerKept(
  previous: ClientInsurance,
  { insuranceId, payerId }: ClientInsurance,
  open: Iterable<Authorization>,
): void {
  if (payerId === previous.payerId || ![...open].some((each) => each.insuranceId === insuranceId)) return;
  throw refusedField(
    "PAYER_IN_USE",
    `The insurance ${insuranceId} has open authorizations of ${previous.payerId}: end it and add another one of ${payerId}.`,
    "/payerId",
    "can't be changed while authorizations are open: end this insurance and add another one",
  );
}
