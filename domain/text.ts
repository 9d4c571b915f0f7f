import * as z from "zod/mini";

const blank = /^\s*$/;
/** Halves of a character match, whole ones do not. */
const wellFormed = z.refine<string>((text) => !/\p{Surrogate}/u.test(text), { error: "must be well-formed Unicode" });
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused here
const oneLine = z.regex(/^[^\u0000-\u001f\u007f]*$/, { error: "must not contain control characters" });

/** A text to search for: up to `longest` characters of one line, and it may be empty. */
export const searchText = (longest: number) =>
  z.string().check(z.maxLength(longest, { error: `must be at most ${longest} characters` }), oneLine);

/** Both rules as one pattern, for readers of the schema: no control characters, and at least one that is not a space. */
const notBlank = "^[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$";

/** Text people type on one line: 1 to `longest` characters, not blank, without control characters. */
export const shortText = (longest: number) =>
  z.string().check(
    z.minLength(1, { error: "must not be empty" }),
    z.maxLength(longest, { error: `must be at most ${longest} characters` }),
    z.refine((text) => text.length === 0 || !blank.test(text), { error: "must not be blank" }),
    wellFormed,
    oneLine,
    z.meta({ pattern: notBlank }),
  );

/** What can't be seen beside spaces, as far as patterns without the flag `u` can tell. */
const unseen =
  "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f" +
  "\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8";
/** Also what ends a line in some programs, and what turns the direction of writing: 123 would be read as 321. */
const disguising = "\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069";
const legiblePattern = `^[^${disguising}]*[^\\s${unseen}${disguising}][^${disguising}]*$`;
const legible = new RegExp(legiblePattern);

/**
 * Text that people read off and type again, such as a payer's number: something of it can be seen, in the order in which it is
 * stored.
 */
export const legibleText = (longest: number) =>
  z.string().check(
    z.minLength(1, { error: "must not be empty" }),
    z.maxLength(longest, { error: `must be at most ${longest} characters` }),
    z.refine((text) => text.length === 0 || legible.test(text), {
      error: "must not be blank, nor contain control characters",
    }),
    wellFormed,
    z.meta({ pattern: legiblePattern }),
  );

/** Text of several lines, up to `longest` characters. */
export const longText = (longest: number) =>
  z.string().check(
    z.maxLength(longest, { error: `must be at most ${longest} characters` }),
    wellFormed,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused here
    z.regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, { error: "must not contain control characters" }),
  );

/** Letters that people take for a letter with an accent, and Unicode does not. */
const plainLetters: Readonly<Record<string, string>> = { ø: "o", ł: "l", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe" };

/** `text` without case, accents and repeated spaces, so that "NUÑEZ" and "nunez" are found as one. */
export function fold(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .replace(/[øłđıßæœ]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/\s+/g, " ")
    .trim();
}
