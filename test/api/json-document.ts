type JsonObject = Record<string, unknown>;

/** Every object in a JSON document, at any depth. */
export function objectsIn(value: unknown): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== "object" || value === null) return [];
  return [value as JsonObject, ...Object.values(value).flatMap(objectsIn)];
}

/** What a local reference (`#/a/b`) points to. */
export function resolve(document: object, reference: string): unknown {
  const [start, ...steps] = reference.split("/");
  if (start !== "#") return undefined;
  return steps.reduce<unknown>((value, step) => {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    return (value as JsonObject | undefined)?.[name];
  }, document);
}
