import type { ListClientAuthorizationsRequest } from "../../../clients/typescript/src/index.ts";
import { formatDay } from "../../elements/format.ts";

export const filterNames = [
  "expiresIn",
  "effectiveOnOrAfter",
  "expirationOnOrBefore",
  "program",
  "location",
  "clientStatus",
  "lowUnits",
] as const;
export type FilterName = (typeof filterNames)[number];

/** The filters of Client Authorizations as they stand in an address; those left out do not filter. */
export type Filters = Partial<Readonly<Record<FilterName, string>>>;

/** What the form holds. */
export interface FilterDraft {
  /** A number of days, ANY or DATES. */
  readonly expires: string;
  readonly effectiveOnOrAfter: string;
  readonly expirationOnOrBefore: string;
  readonly program: string;
  readonly location: string;
  readonly clientStatus: string;
  /** Empty, `true` (by the status) or AT_MOST. */
  readonly left: string;
  readonly atMost: string;
}

export type ClientStatus = NonNullable<ListClientAuthorizationsRequest["clientStatus"]>;

/** Whose authorizations a report lists. */
const clientStatuses: Readonly<Record<ClientStatus, string>> = {
  ACTIVE: "Active clients",
  INACTIVE: "Inactive clients",
  ALL: "Active and inactive clients",
};
export const clientStatusChoices = (Object.keys(clientStatuses) as ClientStatus[]).map((value) => ({
  value,
  text: clientStatuses[value],
}));
/** What the API lists unless it is asked for others. */
export const usualClients: ClientStatus = "ACTIVE";

/** The days that the API takes without dates; asked for what runs low, it takes any. */
const usualDays = "30";

export function filtersOf(query: string): Filters {
  const given = new URLSearchParams(query);
  return known(Object.fromEntries(filterNames.map((name) => [name, given.get(name) ?? ""])));
}

/** The request of an address's filters. The API says what is wrong with an address that somebody edited. */
export function requestOf({ expiresIn, clientStatus, lowUnits, ...others }: Filters): ListClientAuthorizationsRequest {
  return {
    ...others,
    ...(clientStatus !== undefined && { clientStatus: clientStatus as ClientStatus }),
    ...(expiresIn !== undefined && { expiresIn: Number(expiresIn) as 7 | 14 | 30 }),
    ...(lowUnits !== undefined && { lowUnits: lowUnits === "true" ? true : Number(lowUnits) }),
  };
}

export function draftOf(filters: Filters): FilterDraft {
  const { expiresIn, lowUnits = "" } = filters;
  const hasDates = filters.effectiveOnOrAfter !== undefined || filters.expirationOnOrBefore !== undefined;
  const isAmount = lowUnits !== "" && lowUnits !== "true";
  return {
    expires: expiresIn ?? (hasDates ? "DATES" : lowUnits === "" ? usualDays : "ANY"),
    effectiveOnOrAfter: filters.effectiveOnOrAfter ?? "",
    expirationOnOrBefore: filters.expirationOnOrBefore ?? "",
    program: filters.program ?? "",
    location: filters.location ?? "",
    clientStatus: filters.clientStatus ?? usualClients,
    left: isAmount ? "AT_MOST" : lowUnits,
    atMost: isAmount ? lowUnits : "",
  };
}

/** Only what the form shows counts: days and dates are never sent together. */
export function filtersOfDraft(draft: FilterDraft): Filters {
  const { expires, effectiveOnOrAfter, expirationOnOrBefore, program, location, clientStatus, left, atMost } = draft;
  const byDates = expires === "DATES" ? { effectiveOnOrAfter, expirationOnOrBefore } : {};
  const lowUnits = left === "AT_MOST" ? atMost : left;
  const isUsual = lowUnits === "" && expires === usualDays;
  return known({
    ...byDates,
    expiresIn: isUsual || expires === "ANY" || expires === "DATES" ? "" : expires,
    program,
    location,
    clientStatus: clientStatus === usualClients ? "" : clientStatus,
    lowUnits,
  });
}

function known(given: Partial<Record<FilterName, string>>): Filters {
  const entries = filterNames.map((name) => [name, given[name]?.trim() ?? ""] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

/** What is listed, as a table's caption says it. */
export function filterSentence(filters: Filters): string {
  const { expiresIn, effectiveOnOrAfter, expirationOnOrBefore, program, location, clientStatus, lowUnits } = filters;
  const hasDates = effectiveOnOrAfter !== undefined || expirationOnOrBefore !== undefined;
  const isAny = expiresIn === undefined && !hasDates && lowUnits !== undefined;
  const parts = [
    isAny && "Current",
    !isAny && (expiresIn !== undefined || !hasDates) && `Expiring within ${expiresIn ?? usualDays} days`,
    effectiveOnOrAfter !== undefined && `Effective on or after ${formatDay(effectiveOnOrAfter)}`,
    expirationOnOrBefore !== undefined && `Expiring on or before ${formatDay(expirationOnOrBefore)}`,
    program !== undefined && `Program ${program}`,
    location !== undefined && `Location ${location}`,
    clientStatus !== undefined && clientStatusText(clientStatus),
    lowUnits === "true" && "Running low",
    lowUnits !== undefined && lowUnits !== "true" && `At most ${lowUnits} units or visits left`,
  ];
  return parts.filter((part) => part !== false).join(" · ");
}

/** An address may have any text where a status belongs. */
export function clientStatusText(text: string): string {
  return clientStatusChoices.find(({ value }) => value === text)?.text ?? text;
}
