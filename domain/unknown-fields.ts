/**
 * An object carries under this symbol the fields that a later release stored and this one does not know. Spread keeps them; JSON,
 * schemas and comparisons pass them over, so that they are in no reply.
 */
const unknownFields = Symbol("fields of a later release");

/** The fields, and the kind of item that they were read from: they are written in no other kind. */
interface Carrier {
  readonly [unknownFields]?: { readonly kind: string; readonly fields: Readonly<Record<string, unknown>> };
}

/** The unknown fields of an object, for a new one that takes its place. */
export function unknownFieldsOf(object: object | undefined): object {
  const carried = (object as Carrier | undefined)?.[unknownFields];
  return carried === undefined ? {} : { [unknownFields]: carried };
}

export function keepUnknownFields(object: object, kind: string, fields: Readonly<Record<string, unknown>>): void {
  Object.assign(object, { [unknownFields]: { kind, fields } });
}

/**
 * A value as it is written into an item of a kind: with the unknown fields that it, and everything in it, carries for that kind.
 */
export function withUnknownFields(kind: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withUnknownFields(kind, each));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const carried = (value as Carrier)[unknownFields];
  const known = Object.entries(value).map(([name, inner]) => [name, withUnknownFields(kind, inner)]);
  return { ...(carried?.kind === kind && carried.fields), ...Object.fromEntries(known) };
}
