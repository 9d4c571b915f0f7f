import type { TrackerSettings } from "./status.ts";

/** Lines that people read as a hyphen and that Unicode does not count among the dashes. */
const dashes = /[\p{Dash}\u02d7\u2043]/gu;

/**
 * A number as people read it: without case, without spaces around and what can't be seen, each dash a hyphen, however its
 * letters are encoded.
 */
function asRead(authorizationNumber: string): string {
  return authorizationNumber
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(dashes, "-")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

export function isSameNumber(a: string, b: string): boolean {
  return asRead(a) === asRead(b);
}

/** A text that was entered instead of a number, normalized: "n / a", "TBD." and "--" become n/a, tbd and a dash. */
function normalizedPlaceholder(text: string): string {
  return asRead(text)
    .replace(/\s/g, "")
    .replace(/\.+$/, "")
    .replace(/([^\p{L}\p{N}])\1+/gu, "$1");
}

/** Whether the payer's number is not known yet: `Pending`, in any case, or a text that the agency's settings list. */
export function isPending(
  authorizationNumber: string,
  { numbersThatAreNone }: Pick<TrackerSettings, "numbersThatAreNone">,
): boolean {
  const meant = normalizedPlaceholder(authorizationNumber);
  return ["Pending", ...numbersThatAreNone].some((none) => normalizedPlaceholder(none) === meant);
}
