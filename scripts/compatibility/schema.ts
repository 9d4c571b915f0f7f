/** A JSON Schema (2020-12) as the published documents hold it. */
export type Schema = Readonly<Record<string, unknown>>;

/** A schema with the document that its references are into. */
export interface Placed {
  readonly schema: Schema;
  readonly document: Schema;
}

/** Keywords that are compared, and keywords that do not limit values. Any other is an error. */
const compared = [
  ...["$ref", "type", "enum", "const", "anyOf", "oneOf", "properties", "required", "additionalProperties", "items"],
  ...[
    "x-extensible-enum",
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "uniqueItems",
  ],
];
const explaining = ["$schema", "$defs", "title", "description", "example", "examples", "default", "deprecated"];
/** Keys of records, of which no contract promises any. */
const notPromised = ["propertyNames"];
const known = new Set([...compared, ...explaining, ...notPromised]);

/**
 * The schema that a reference leads to, through others if need be.
 * @throws Error for a reference that leads nowhere, and for a keyword that is not compared
 */
function resolved({ schema, document }: Placed): Placed {
  const unknown = Object.keys(schema).find((keyword) => !known.has(keyword) && !keyword.startsWith("x-"));
  if (unknown !== undefined) {
    throw new Error(
      `The compatibility check does not know the keyword ${unknown}: see scripts/compatibility/schema.ts.`,
    );
  }
  const { $ref } = schema;
  if (typeof $ref !== "string") {
    return { schema, document };
  }
  const target = $ref
    .split("/")
    .slice(1)
    .reduce<unknown>((value, step) => (value as Schema | undefined)?.[step], document);
  if (typeof target !== "object" || target === null) {
    throw new Error(`The reference ${$ref} leads nowhere.`);
  }
  return resolved({ schema: target as Schema, document });
}

/** What a value may be: one entry for each alternative of a union, however it is written. */
export function alternatives(placed: Placed): Placed[] {
  const { schema, document } = resolved(placed);
  const { anyOf, oneOf, type } = schema;
  const union = (anyOf ?? oneOf) as readonly Schema[] | undefined;
  if (union !== undefined) {
    return union.flatMap((each) => alternatives({ schema: each, document }));
  }
  if (Array.isArray(type)) {
    return type.map((each) => ({ schema: { ...schema, type: each }, document }));
  }
  return [{ schema, document }];
}

/** The values that a schema lists as all there are; undefined when it lists none. */
export function listedValues({ enum: listed, const: only }: Schema): readonly unknown[] | undefined {
  return only === undefined ? (listed as readonly unknown[] | undefined) : [only];
}

/** The values that a schema names without saying that there are no others; undefined when it names none. */
export function namedValues({ "x-extensible-enum": named }: Schema): readonly unknown[] | undefined {
  return named as readonly unknown[] | undefined;
}

export function propertiesOf({ schema, document }: Placed): Map<string, Placed> {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
  return new Map(Object.entries(properties).map(([name, property]) => [name, { schema: property, document }]));
}

export function isRequired({ schema }: Placed, name: string): boolean {
  return ((schema["required"] ?? []) as readonly string[]).includes(name);
}
