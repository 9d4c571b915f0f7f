/**
 * Sent for a day that is incomplete or does not exist, such as 02/30: browsers withhold what was typed, and the API refuses this
 * at its field.
 */
export const noDay = "not a day";

/** The day in a date field. A year of two digits is one of this century, which browsers take for the year 26. */
export function typedDay({
  value,
  validity,
}: {
  readonly value: string;
  readonly validity: { readonly badInput: boolean };
}): string {
  return validity.badInput ? noDay : value.replace(/^00(?=\d\d-)/, "20");
}
