import type * as z from "zod/mini";
import { type JsonObject, schemaCollector, sorted } from "../api/json-schema.ts";
import { billingEngineSource } from "./billing-engine.ts";
import { eventSource } from "./envelope.ts";
import { events, takenIn } from "./events.ts";

/** One schema of an EventBridge schema registry. */
export interface RegistrySchema {
  /** Named as EventBridge names schemas that it discovers, with the schemaVersion. */
  readonly name: string;
  readonly detailType: string;
  readonly schemaVersion: number;
  readonly description: string;
  /** An OpenAPI 3.0 document, of which EventBridge makes code bindings. */
  readonly content: JsonObject;
}

const schemaVersion = 1;

/** Whole events as a subscriber gets them, of every detail-type and version; from the same sources as the AsyncAPI document. */
export const registrySchemas: readonly RegistrySchema[] = [
  ...Object.entries(events).map(([name, schema]) => registrySchema(eventSource, name, schema)),
  ...Object.entries(takenIn).map(([name, schema]) => registrySchema(billingEngineSource, name, schema)),
];

function registrySchema(source: string, detailType: string, schema: z.ZodMiniType): RegistrySchema {
  const { schemaOf, components } = schemaCollector("#/components/schemas/", "openapi-3.0");
  const detail = schemaOf(schema);
  return {
    name: `${source}@${detailType}-v${schemaVersion}`,
    detailType,
    schemaVersion,
    description: `Detail-type ${detailType}, schemaVersion ${schemaVersion}`,
    content: {
      openapi: "3.0.0",
      info: { title: detailType, version: `${schemaVersion}.0.0` },
      paths: {},
      components: {
        // The name, and the two extensions, are what EventBridge knows an event by.
        schemas: { AWSEvent: envelope(source, detailType, detail), ...sorted(withoutExamples(components)) },
      },
    },
  };
}

function envelope(source: string, detailType: string, detail: JsonObject): JsonObject {
  const text = { type: "string" };
  return {
    type: "object",
    "x-amazon-events-detail-type": detailType,
    "x-amazon-events-source": source,
    required: ["detail-type", "resources", "detail", "id", "source", "time", "region", "version", "account"],
    properties: {
      detail,
      account: text,
      "detail-type": text,
      id: text,
      region: text,
      resources: { type: "array", items: text },
      source: text,
      time: { type: "string", format: "date-time" },
      version: text,
    },
  };
}

/** OpenAPI 3.0 has one `example` where JSON Schema has a list of them. */
function withoutExamples<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutExamples) as Value;
  if (typeof value !== "object" || value === null) return value;
  const { examples, ...others } = value as JsonObject;
  const kept = Object.fromEntries(Object.entries(others).map(([name, each]) => [name, withoutExamples(each)]));
  return (Array.isArray(examples) ? { ...kept, example: examples[0] } : kept) as Value;
}
