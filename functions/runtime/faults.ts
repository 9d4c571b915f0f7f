import type * as z from "zod/mini";
import type { Fault } from "../../domain/domain-error.ts";

type Issue = z.core.$ZodIssue;

/** zod/mini's message where a schema gives none of its own. */
const unsaid = "Invalid input";

/** How schemas complain of a field that is not there: an enumeration, of its value. */
const absent: ReadonlySet<Issue["code"]> = new Set(["invalid_type", "invalid_value"]);

/** Names of fields are the sender's, and may be as long as a body. */
const longestPointer = 64;

/** A pointer as far as it can be read, and sent on as an attribute of a message. */
function readable(pointer: string): string {
  const shown = pointer.length > longestPointer ? `${pointer.slice(0, longestPointer)}…` : pointer;
  return shown.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd");
}

/** Every fault that a schema found, in words. `placeOf` makes a pointer of a path: into the body, the query, the path. */
export function faultsOf(
  issues: readonly Issue[],
  input: unknown,
  placeOf: (path: readonly PropertyKey[]) => string,
): Fault[] {
  const place = (path: readonly PropertyKey[]) => readable(placeOf(path));
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({
        pointer: place([...issue.path, key]),
        code: "UNKNOWN_FIELD",
        message: "is not a field of this request",
      }));
    const missing = absent.has(issue.code) && valueAt(input, issue.path) === undefined;
    return [
      {
        pointer: place(issue.path),
        code: missing ? "REQUIRED" : issue.code === "custom" ? "INVALID" : issue.code.toUpperCase(),
        message: missing ? "is required" : issue.message === unsaid ? described(issue) : issue.message,
      },
    ];
  });
}

function described(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${issue.expected === "int" ? "a whole number" : withArticle(issue.expected)}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `must be at least ${issue.minimum}${lengthUnit(issue.origin)}`;
    case "too_big":
      return `must be at most ${issue.maximum}${lengthUnit(issue.origin)}`;
    default:
      return "is not well formed";
  }
}

const withArticle = (noun: string) => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);
const lengthUnit = (origin: string) => (origin === "string" ? " characters" : origin === "array" ? " entries" : "");

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown> | undefined | null)?.[step],
    input,
  );
}

/** RFC 6901. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
