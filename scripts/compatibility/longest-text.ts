import type { Schema } from "./schema.ts";

/** A real day, YYYY-MM-DD. */
const dateLength = 10;

/** A character, a class of them, or an escaped one; then how often. */
const step = /(\[(?:\\.|[^\]\\])+\]|\\.|[^\\[\](){}?*+.|^$])(?:\{(?:(\d+),)?(\d+)\}|(\?))?/y;

/**
 * The longest text that a schema lets through, as far as its limit, format and pattern tell. Infinity where they don't: a
 * pattern is understood when it is a chain of characters and classes with fixed repetitions, from start to end.
 */
export function longestText({ maxLength, format, pattern }: Schema): number {
  const limits = [
    typeof maxLength === "number" ? maxLength : Infinity,
    format === "date" ? dateLength : Infinity,
    typeof pattern === "string" ? longestMatch(pattern) : Infinity,
  ];
  return Math.min(...limits);
}

function longestMatch(pattern: string): number {
  if (!pattern.startsWith("^") || !pattern.endsWith("$")) {
    return Infinity;
  }
  const chain = pattern.slice(1, -1);
  let length = 0;
  step.lastIndex = 0;
  while (step.lastIndex < chain.length) {
    const found = step.exec(chain);
    if (!found) {
      return Infinity;
    }
    length += Number(found[3] ?? 1);
  }
  return length;
}
