import type * as z from "zod/mini";
import examples from "./examples.json" with { type: "json" };
import type { JsonObject } from "./json-schema.ts";
import type { RouteContract } from "./route.ts";

export type SchemaOf = (schema: z.ZodMiniType) => JsonObject;

/** What the description of an operation needs besides its own contract. */
export interface Surroundings {
  readonly routes: readonly RouteContract[];
  readonly schemaOf: SchemaOf;
  /** The schema of problems. */
  readonly problem: JsonObject;
}

/** What the routes take and answer in the sample agency, by operationId. */
export const exampleOf: Readonly<Record<string, { readonly request?: unknown; readonly reply?: unknown }>> = examples;
