import type * as z from "zod/mini";

type Step = string | number;
export interface Leaf {
  readonly path: readonly Step[];
  readonly schema: z.core.$ZodTypes;
}

/** Every text, number and list that a schema describes, at whatever depth, with its place; a list's entries are at 0. */
export function schemaLeaves(schema: z.core.$ZodType | null, path: readonly Step[] = []): Leaf[] {
  const known = schema as z.core.$ZodTypes | null;
  const { def } = known?._zod ?? {};
  switch (def?.type) {
    case undefined:
      return [];
    case "object":
      return Object.entries(def.shape).flatMap(([name, inner]) => schemaLeaves(inner, [...path, name]));
    case "array":
      return [{ path, schema: known as z.core.$ZodTypes }, ...schemaLeaves(def.element, [...path, 0])];
    case "union":
      return def.options.flatMap((option) => schemaLeaves(option, path));
    case "optional":
    case "nullable":
    case "default":
      return schemaLeaves(def.innerType, path);
    default:
      return [{ path, schema: known as z.core.$ZodTypes }];
  }
}
