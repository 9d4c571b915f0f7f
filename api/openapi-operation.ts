import type * as z from "zod/mini";
import type { JsonObject } from "./json-schema.ts";
import { failures, successes } from "./openapi-replies.ts";
import { exampleOf, type SchemaOf, type Surroundings } from "./openapi-surroundings.ts";
import { permissionsOf, type RouteContract } from "./route.ts";

const idempotencyKey: JsonObject = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Makes it safe to send the request again when its reply was lost: for 7 days the same user, key and body get the " +
    "first reply again, as it was then, and nothing is created twice. With another body the key is refused as " +
    "IDEMPOTENCY_KEY_REUSED. While the first request is being stored the answer is IDEMPOTENCY_IN_PROGRESS with " +
    "Retry-After. A refusal is not kept: after one, the same key is decided anew.",
  schema: {
    type: "string",
    minLength: 1,
    maxLength: 255,
    pattern: "^[ -~]+$",
    examples: ["0f8b6c1e-6f0a-4f3e-9a35-3f0c3f5d8a11"],
  },
};

const ifMatchDescriptions = {
  required: "The ETag that was read. Without it the answer is 428, and 412 when it is not the current one any more.",
  optional:
    'The ETag that was read, or `"<version>"` of a listed entry; `"0"` when there was none. When it is not the current one ' +
    "any more, the answer is 412 with the current one, and nothing is changed. Without it whatever is there is replaced.",
};

function ifMatch(needed: true | "optional"): JsonObject {
  return {
    name: "If-Match",
    in: "header",
    required: needed === true,
    description: ifMatchDescriptions[needed === true ? "required" : "optional"],
    schema: { type: "string", maxLength: 68, pattern: '^(?:W/)?"[ !#-~]{0,64}"$', examples: ['"1"'] },
  };
}

/** An operation of the document. */
export function operation(route: RouteContract, surroundings: Surroundings): JsonObject {
  const { schemaOf } = surroundings;
  const request = exampleOf[route.operationId]?.request;
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: descriptionOf(route),
    tags: [route.capability],
    // For machines: the compatibility check and generators of clients read it.
    ...(permissionsOf(route).length > 0 && { "x-permissions": permissionsOf(route) }),
    ...(route.access === "public" && { security: [] }),
    parameters: [
      ...parameters(route.pathParameters, "path", schemaOf),
      ...parameters(route.query, "query", schemaOf),
      ...(route.ifMatch ? [ifMatch(route.ifMatch)] : []),
      ...(route.idempotencyKey ? [idempotencyKey] : []),
    ],
    ...(route.body !== null && {
      requestBody: {
        required: !route.bodyOptional,
        content: {
          "application/json": { schema: schemaOf(route.body), ...(request !== undefined && { example: request }) },
        },
      },
    }),
    responses: { ...successes(route, surroundings), ...failures(route, surroundings.problem) },
  };
}

function descriptionOf(route: RouteContract): string {
  const needed = permissionsOf(route).map((permission) => `\`${permission}\``);
  const needs = needed.length === 0 ? "" : `Needs ${needed.join(" and ")}.`;
  return [`${route.summary}.`, route.description, needs].filter((sentence) => sentence !== "").join(" ");
}

function parameters(schema: z.ZodMiniObject, place: "path" | "query", schemaOf: SchemaOf): JsonObject[] {
  const { properties = {}, required = [] } = schemaOf(schema) as {
    properties?: Record<string, JsonObject>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(typeof property["description"] === "string" && { description: property["description"] }),
    schema: property,
  }));
}
