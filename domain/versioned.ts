import { canonicalJson } from "./canonical-json.ts";
import { unknownFieldsOf } from "./unknown-fields.ts";

/**
 * The next version of `previous` with the content of `next`, or `previous` itself when they are equal. Fields that a later
 * release has stored stay in it. `lastVersion`: of an entry that was deleted, whose versions go on.
 */
export function nextVersion<Whole extends { readonly version: number }>(
  previous: Whole | undefined,
  next: Omit<Whole, "version">,
  lastVersion = previous?.version ?? 0,
): Whole {
  const is = canonicalJson({ ...next, version: lastVersion });
  return previous !== undefined && is === canonicalJson(previous)
    ? previous
    : ({ ...unknownFieldsOf(previous), ...next, version: lastVersion + 1 } as Whole);
}
