import type { JsonObject } from "../../api/json-schema.ts";

const prefix = "#/components/schemas/";

/** The TypeScript type of a JSON Schema, as text. Named schemas are named types. */
export function typeText(schema: JsonObject): string {
  const { $ref, const: only, enum: listed, "x-extensible-enum": known, type } = schema;
  const union = (schema["anyOf"] ?? schema["oneOf"]) as readonly JsonObject[] | undefined;
  if (typeof $ref === "string") {
    return $ref.slice(prefix.length);
  }
  if (only !== undefined) {
    return JSON.stringify(only);
  }
  if (Array.isArray(listed)) {
    return literals(listed);
  }
  if (Array.isArray(known)) {
    return `Open<${literals(known)}>`;
  }
  if (union !== undefined) {
    return union.map(typeText).join(" | ");
  }
  if (Array.isArray(type)) {
    return type.map((each) => typeText({ ...schema, type: each })).join(" | ");
  }
  switch (type) {
    case "object":
      return schema["properties"] === undefined ? recordText(schema) : `{ ${fieldsText(schema)} }`;
    case "array":
      return `readonly (${typeText((schema["items"] ?? {}) as JsonObject)})[]`;
    case "integer":
      return "number";
    case "string":
    case "number":
    case "boolean":
    case "null":
      return type;
    case undefined:
      return "unknown";
    default:
      throw new Error(`No TypeScript type is known for ${JSON.stringify(schema)}.`);
  }
}

function literals(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(" | ");
}

/** The fields of an object, each with what is said of it. */
export function fieldsText(schema: JsonObject): string {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonObject>);
  const required = (schema["required"] ?? []) as readonly string[];
  return properties
    .map(([name, property]) => fieldText(name, typeText(property), required.includes(name), descriptionOf(property)))
    .join("\n");
}

export function fieldText(name: string, type: string, required: boolean, description: string): string {
  return `${docText([description])}readonly ${name}${required ? "" : "?"}: ${type};`;
}

function recordText({ additionalProperties: entry }: JsonObject): string {
  return `Readonly<Record<string, ${typeof entry === "object" ? typeText(entry as JsonObject) : "unknown"}>>`;
}

const meanings: Readonly<Record<string, string>> = {
  date: "A day: YYYY-MM-DD.",
  "date-time": "An instant: UTC, ISO-8601.",
};

export function descriptionOf({ description, format }: JsonObject): string {
  return String(description ?? meanings[String(format)] ?? "");
}

/** A comment of some lines, or nothing. */
export function docText(lines: readonly string[]): string {
  const said = lines.filter((line) => line !== "").map((line) => line.replaceAll("*/", "* /"));
  if (said.length === 0) {
    return "";
  }
  return said.length === 1 ? `/** ${said[0]} */\n` : `/**\n${said.map((line) => ` * ${line}`).join("\n")}\n */\n`;
}
