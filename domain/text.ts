import * as z from "zod/mini";
import { entryRule } from "./entry-rules.ts";

/**
 * The length of a text or a list. Nothing else is checked of what is too long: what comes in may be a thousand times as long, and
 * not every rule takes it as lightly.
 */
export const atLeast = (shortest: number, error = "must not be empty") => z.minLength(shortest, { error, abort: true });
export const atMost = (longest: number, error = `must be at most ${longest} characters`) =>
  z.maxLength(longest, { error, abort: true });

/** Halves of a character match, whole ones do not. */
const wellFormed = z.refine<string>((text) => !/\p{Surrogate}/u.test(text), { error: "must be well-formed Unicode" });

/** Control characters, and what turns the direction of writing: 123 would be read as 321. */
const disguising = "\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";
const refusedOnOneLine = `\\u0000-\\u001f\\u2028\\u2029${disguising}`;
const refusedOnManyLines = `\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f${disguising}`;
const tabAndLineEnds = "\\t\\n\\r\\u2028\\u2029";
/** Spaces, and what can't be seen at all, as far as patterns without the flag `u` can tell. */
const unseen =
  "\\u0020\\u00a0\\u00ad\\u034f\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200d\\u202f" +
  "\\u205f-\\u2065\\u206a-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb";

const seen = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb]/u;
const isSeen = entryRule<string>((text) => seen.test(text), "must not be blank");

/** What nobody sees has to be named, or nobody finds it. */
function without(characters: string) {
  const refused = new RegExp(`[${characters}]`);
  const codePoint = (text: unknown) => refused.exec(String(text))?.[0].charCodeAt(0).toString(16).toUpperCase();
  return entryRule<string>(
    (text) => !refused.test(text),
    ({ input }) => `must not contain the control character U+${codePoint(input)?.padStart(4, "0")}`,
  );
}

/**
 * The rules as one pattern, for readers of the schema. What comes before the first character that is seen can't be that character:
 * so no engine ever looks back.
 */
const legible = (refused: string, before = "") => `[${unseen}${before}]*[^${unseen}${before}${refused}][^${refused}]*`;

const onOneLine = without(refusedOnOneLine);
const onManyLines = without(refusedOnManyLines);

/**
 * Text that people type on one line, read off and type again: 1 to `longest` characters, of which something can be seen, in the
 * order in which they are stored.
 */
export const shortText = (longest: number) =>
  z
    .string()
    .check(
      atLeast(1),
      atMost(longest),
      wellFormed,
      onOneLine,
      isSeen,
      z.meta({ pattern: `^${legible(refusedOnOneLine)}$` }),
    );
/** Text of several lines, up to `longest` characters: none at all, or something that can be seen. */
export const longText = (longest: number) =>
  z.string().check(
    atMost(longest),
    wellFormed,
    onManyLines,
    entryRule((text) => text === "" || seen.test(text), "must not be blank"),
    z.meta({ pattern: `^(?:${legible(refusedOnManyLines, tabAndLineEnds)})?$` }),
  );
/** A text to search for: up to `longest` characters of one line, and it may be empty. */
export const searchText = (longest: number) =>
  z.string().check(
    atMost(longest),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused here
    z.regex(/^[^\u0000-\u001f\u007f]*$/, { error: "must not contain control characters" }),
  );

/** Letters that people take for a letter with an accent, and Unicode does not. */
const plainLetters: Readonly<Record<string, string>> = { ø: "o", ł: "l", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe" };

/** `text` as people read it: without case, accents, repeated spaces and what can't be seen: "NUÑEZ" and "nunez" are found as one. */
export function fold(text: string): string {
  const plain = text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, "")
    .toLowerCase();
  return plain
    .replace(/[øłđıßæœ]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/\s+/g, " ")
    .trim();
}
