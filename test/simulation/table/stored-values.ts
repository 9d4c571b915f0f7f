import { isDeepStrictEqual } from "node:util";

/** An item as the table keeps it: a frozen copy, so that nobody who reads or wrote it can change it. */
export type Item = Readonly<Record<string, unknown>>;

/** A copy of what is sent, as marshalling would make it: undefined fields are left out, what has no wire form is refused. */
export function storedCopy<Value>(value: Value): Value {
  return copy(value) as Value;
}

function copy(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value)) throw new Error(`${value} can't be stored.`);
      return value;
    case "object": {
      if (value === null) return null;
      if (Array.isArray(value)) return Object.freeze(value.map(copy));
      const prototype = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) break;
      const copied: Record<string, unknown> = {};
      for (const name in value) {
        const field = (value as Record<string, unknown>)[name];
        if (field !== undefined) copied[name] = copy(field);
      }
      return Object.freeze(copied);
    }
  }
  throw new Error(`The simulated table stores no ${typeof value} such as ${String(value)}.`);
}

/** DynamoDB's order of two values of one type; undefined where it has none, and every comparison is false. */
export function compared(a: unknown, b: unknown): number | undefined {
  if (typeof a === "number" && typeof b === "number") return a - b;
  // By code units; DynamoDB goes by UTF-8 bytes, which is the same order below U+D800, and keys here are ASCII.
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  return undefined;
}

export const sameValue = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === "object" && typeof b === "object" && isDeepStrictEqual(a, b));
