import type { TrackerSettings } from "./status.ts";

/** Lines that people read as a hyphen and that Unicode does not count among the dashes. */
const dashes = /[\p{Dash}\u02d7\u2043]/gu;

/** Cyrillic and Greek letters that look, small or large, like a Latin one: payers write Latin letters. */
const lookalikes = "авекмнорстухіјѕαβεζηικμνορτυχ";
const latinLetters = "abekmhopctyxijsabezhikmnoptyx";

/**
 * A number as people read it: without case, without spaces around and what can't be seen, each dash a hyphen, however its
 * letters are encoded and of whatever alphabet. 0 and O, 1 and l stay apart: payers use both.
 */
function asRead(authorizationNumber: string): string {
  return authorizationNumber
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(dashes, "-")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase()
    .replace(/[\p{Script=Cyrillic}\p{Script=Greek}]/gu, (letter) => latinLetters[lookalikes.indexOf(letter)] ?? letter);
}

export function isSameNumber(a: string, b: string): boolean {
  return asRead(a) === asRead(b);
}

/** A text that was entered instead of a number, normalized: "n / a", "TBD." and "--" become n/a, tbd and a dash. */
function normalizedPlaceholder(text: string): string {
  return asRead(text)
    .replace(/\s/g, "")
    .replace(/([^\p{L}\p{N}])\1+/gu, "$1")
    .replace(/\.$/, "");
}

/** Whether the payer's number is not known yet: `Pending`, in any case, or a text that the agency's settings list. */
export function isPending(
  authorizationNumber: string,
  { numbersThatAreNone }: Pick<TrackerSettings, "numbersThatAreNone">,
): boolean {
  const meant = normalizedPlaceholder(authorizationNumber);
  return ["Pending", ...numbersThatAreNone].some((none) => normalizedPlaceholder(none) === meant);
}
