import { canonicalJson } from "./canonical-json.ts";
import { carriedBy } from "./unknown-fields.ts";

/**
 * What stands once `next` is put in place of what was there: its next version, or the very same one when it says the same.
 * `lastVersion` is that of one that was deleted, which goes on with it.
 * Fields that a later release has stored stay with it.
 */
export function inPlaceOf<Whole extends { readonly version: number }>(
  previous: Whole | undefined,
  next: Omit<Whole, "version">,
  lastVersion = previous?.version ?? 0,
): Whole {
  const is = canonicalJson({ ...next, version: lastVersion });
  return previous !== undefined && is === canonicalJson(previous)
    ? previous
    : ({ ...carriedBy(previous), ...next, version: lastVersion + 1 } as Whole);
}
