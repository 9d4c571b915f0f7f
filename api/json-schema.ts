import * as z from "zod/mini";

export type JsonObject = Record<string, unknown>;

/**
 * Turns zod schemas into JSON Schemas (2020-12, or those of OpenAPI 3.0) that refer to each other by name. Every schema
 * registered with an id becomes one entry of `components`, and all uses of it a `$ref` below `prefix`.
 */
export function schemaCollector(prefix: string, target: "draft-2020-12" | "openapi-3.0" = "draft-2020-12") {
  const components: Record<string, JsonObject> = {};
  const schemaOf = (schema: z.ZodMiniType): JsonObject => {
    // Inside an object even a named schema is written as a reference to its definition.
    const wrapped = z.toJSONSchema(z.strictObject({ schema }), { target, io: "input", override: leftOpen });
    const text = JSON.stringify(wrapped).replaceAll(/"#\/(?:\$defs|definitions)\//g, `"${prefix}`);
    const { properties, $defs = {}, definitions = $defs } = JSON.parse(text);
    for (const [name, { id: _, ...definition }] of Object.entries<JsonObject>(definitions))
      components[name] = definition;
    return properties.schema;
  };
  return { schemaOf, components };
}

/** An enumeration that may grow has its values only in `x-extensible-enum`: `enum` would say that there are never others. */
function leftOpen({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { "x-extensible-enum": values, description = "" } = jsonSchema;
  if (!Array.isArray(values)) return;
  delete jsonSchema.enum;
  const sentence = `May grow; so far ${values.join(", ")}.`;
  // What wraps a schema, as an optional field does, may have taken over its description.
  if (!description.endsWith(sentence)) jsonSchema.description = `${description} ${sentence}`.trimStart();
}

/** Keys in alphabetical order, so that generated documents change only where the contract does. */
export function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
