/**
 * Under this an object carries the fields that a later release has stored in it and this one does not know. Spread keeps it; JSON,
 * schemas and comparisons pass it over, so that nothing of it is told.
 */
const unknownFields = Symbol("fields of a later release");

/** The fields by the kind of item that they were read from: in no other kind are they written. */
interface Carrier {
  readonly [unknownFields]?: { readonly kind: string; readonly fields: Readonly<Record<string, unknown>> };
}

/** What an object carries, for one that is made anew in its place. */
export function carriedBy(object: object | undefined): object {
  const carried = (object as Carrier | undefined)?.[unknownFields];
  return carried === undefined ? {} : { [unknownFields]: carried };
}

export function carry(object: object, kind: string, fields: Readonly<Record<string, unknown>>): void {
  Object.assign(object, { [unknownFields]: { kind, fields } });
}

/** A value as it is written in an item of a kind: with all that it and what is in it carries for that kind. */
export function withUnknownFields(kind: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withUnknownFields(kind, each));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const carried = (value as Carrier)[unknownFields];
  const known = Object.entries(value).map(([name, inner]) => [name, withUnknownFields(kind, inner)]);
  return { ...(carried?.kind === kind && carried.fields), ...Object.fromEntries(known) };
}
