import type { CalendarDate } from "./calendar.ts";
import { DomainError, type Fault } from "./domain-error.ts";

const endOfYear = (today: CalendarDate, yearsLater: number) => `${Number(today.slice(0, 4)) + yearsLater}-12-31`;

/** No authorization ends later. */
export const lastExpirationDate = "2100-12-31";

/**
 * The first and the last day that may be entered. They are wide: what lies outside is mistyped, as 0026, 1026 and 2206 are, and
 * would hold for all the past or never end.
 */
const bounds = {
  birth: (today) => ["1900-01-01", today],
  disclosure: (today) => ["1990-01-01", today],
  service: (today) => ["2000-01-01", endOfYear(today, 2)],
  insurance: () => ["1900-01-01", "2100-12-31"],
  effective: (today) => ["2000-01-01", endOfYear(today, 5)],
  expiration: () => ["2000-01-01", lastExpirationDate],
} as const satisfies Record<string, (today: CalendarDate) => readonly [CalendarDate, CalendarDate]>;

/** A date that somebody enters: of which kind, its place in the body, and the date before the change. */
type EnteredDate = readonly [
  of: keyof typeof bounds,
  pointer: `/${string}`,
  day: CalendarDate | undefined,
  before: CalendarDate | undefined,
];

/** Refuses days outside their bounds, naming each. A date that is stored already is no reason to refuse another change. */
function requireWithinBounds(today: CalendarDate, entered: readonly EnteredDate[]): void {
  const faults = entered.flatMap(([of, pointer, day, before]): Fault[] => {
    const [first, last] = bounds[of](today);
    const isMeant = day === undefined || day === before || (first <= day && day <= last);
    return isMeant ? [] : [{ pointer, code: "DATE_OUT_OF_BOUNDS", message: `must be from ${first} to ${last}` }];
  });
  if (faults.length === 0) return;
  const sentences = faults.map(({ pointer, message }) => `${pointer} ${message}`);
  throw new DomainError("DATE_OUT_OF_BOUNDS", `A date is far from all that is meant: ${sentences.join("; ")}.`, {
    faults,
  });
}

interface Dates {
  readonly effectiveDate?: CalendarDate;
  readonly expirationDate?: CalendarDate;
}
interface Born {
  readonly dateOfBirth?: CalendarDate;
}

export function requireAuthorizationDates(today: CalendarDate, is: Dates, was?: Dates): void {
  requireWithinBounds(today, [
    ["effective", "/effectiveDate", is.effectiveDate, was?.effectiveDate],
    ["expiration", "/expirationDate", is.expirationDate, was?.expirationDate],
  ]);
}

export function requireInsuranceDates(
  today: CalendarDate,
  is: Dates & { readonly subscriber?: Born },
  was?: Dates & { readonly subscriber?: Born },
): void {
  requireWithinBounds(today, [
    ["insurance", "/effectiveDate", is.effectiveDate, was?.effectiveDate],
    ["insurance", "/expirationDate", is.expirationDate, was?.expirationDate],
    ["birth", "/subscriber/dateOfBirth", is.subscriber?.dateOfBirth, was?.subscriber?.dateOfBirth],
  ]);
}

export function requireBirthDate(today: CalendarDate, is: Born, was?: Born): void {
  requireWithinBounds(today, [["birth", "/dateOfBirth", is.dateOfBirth, was?.dateOfBirth]]);
}

export function requireDisclosureDate(today: CalendarDate, disclosedOn: CalendarDate): void {
  requireWithinBounds(today, [["disclosure", "/disclosedOn", disclosedOn, undefined]]);
}

export function requireServiceDate(today: CalendarDate, serviceDate: CalendarDate, was?: CalendarDate): void {
  requireWithinBounds(today, [["service", "/serviceDate", serviceDate, was]]);
}

/** Payers authorize months. More than three years may be mistyped: it is saved with a warning. */
export function isLongSpan({ effectiveDate, expirationDate }: Required<Dates>): boolean {
  const sameDayLater = `${Number(effectiveDate.slice(0, 4)) + 3}${effectiveDate.slice(4)}`;
  return expirationDate >= sameDayLater;
}
