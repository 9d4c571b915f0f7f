import { addDays, type CalendarDate, daysBetween } from "./calendar.ts";
import { lastExpirationDate } from "./date-bounds.ts";
import { type Fault, validationFailed } from "./domain-error.ts";

/** Days of expiration, both ends included, and from which effective date on. */
export interface ExpirationWindow {
  readonly first: CalendarDate;
  readonly last: CalendarDate;
  readonly effectiveFrom?: CalendarDate;
}

interface AskedDates {
  readonly expiresIn?: number;
  readonly effectiveOnOrAfter?: CalendarDate;
  readonly expirationOnOrBefore?: CalendarDate;
  /** Only what runs low is asked for. */
  readonly isLow?: boolean;
}

/** Nearly all authorizations end within one year; five take in the rest. */
const openEndDays = 5 * 366;
/** Every month of the window costs half a read unit, also without an authorization in it. */
const mostDays = 10 * 366;

/**
 * The expiration dates that a report is about. Without dates: from `asOf` to 30 days later, or, if only what runs low is asked
 * for, all from `asOf` on. With an earliest effective date expired ones are in it too, since nothing expires before it is
 * effective. Throws one VALIDATION_FAILED that names every fault.
 */
export function expirationWindow(asked: AskedDates, asOf: CalendarDate): ExpirationWindow {
  const { expiresIn, effectiveOnOrAfter, expirationOnOrBefore, isLow = false } = asked;
  const hasFreeDates = effectiveOnOrAfter !== undefined || expirationOnOrBefore !== undefined;
  if (!hasFreeDates && expiresIn === undefined && isLow) return { first: asOf, last: lastExpirationDate };
  if (!hasFreeDates) return { first: asOf, last: addDays(asOf, expiresIn ?? 30) };
  const first = effectiveOnOrAfter ?? asOf;
  const last = expirationOnOrBefore ?? addDays(first > asOf ? first : asOf, openEndDays);
  const faults = windowFaults(asked, asOf, { first, last });
  if (faults.length > 0) throw validationFailed(faults);
  return { first, last, ...(effectiveOnOrAfter !== undefined && { effectiveFrom: effectiveOnOrAfter }) };
}

function windowFaults(
  { expiresIn, effectiveOnOrAfter, expirationOnOrBefore }: AskedDates,
  asOf: CalendarDate,
  { first, last }: ExpirationWindow,
): Fault[] {
  const fault = (name: string, message: string): Fault => ({ pointer: `?${name}`, code: "INVALID", message });
  const faults: Fault[] = [];
  if (expiresIn !== undefined)
    faults.push(fault("expiresIn", "can't be combined with effectiveOnOrAfter or expirationOnOrBefore; leave it out"));
  if (last < first) {
    const message =
      effectiveOnOrAfter === undefined
        ? `is before ${asOf}; give effectiveOnOrAfter as well to see what has expired`
        : `must not be before effectiveOnOrAfter, ${effectiveOnOrAfter}`;
    faults.push(fault("expirationOnOrBefore", message));
  } else if (daysBetween(first, last) > mostDays) {
    const longer = expirationOnOrBefore === undefined ? "effectiveOnOrAfter" : "expirationOnOrBefore";
    const message = `makes more than ten years, from ${first} to ${last}; ask for them in parts by giving both days`;
    faults.push(fault(longer, message));
  }
  return faults;
}
