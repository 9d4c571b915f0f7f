import type { JsonObject } from "../../api/json-schema.ts";

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: JsonObject;
}

type Content = Readonly<Record<string, { readonly schema: JsonObject }>>;

/** An operation of an OpenAPI document, with its place in it. */
export interface OperationObject {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly "x-permissions"?: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export function readOperations(document: JsonObject): OperationObject[] {
  const paths = document["paths"] as Record<string, Record<string, Omit<OperationObject, "method" | "path">>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

const headerNamed = (name: string) => (operation: OperationObject) =>
  operation.parameters.find((parameter) => parameter.in === "header" && parameter.name === name);

export const ifMatchOf = headerNamed("If-Match");
export const idempotencyKeyOf = headerNamed("Idempotency-Key");

/** Headers that the client sets by itself, or that every call may have. */
const knownHeaders = ["If-Match", "Idempotency-Key"];

/**
 * The parameters that a caller names.
 * @throws Error for two of one name, and for a header that the client knows nothing of
 */
export function namedParameters({ operationId, parameters }: OperationObject): Parameter[] {
  const named = parameters.filter((parameter) => parameter.in !== "header");
  const names = ["body", "ifMatch", "idempotencyKey", ...named.map(({ name }) => name)];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  const header = parameters.find((parameter) => parameter.in === "header" && !knownHeaders.includes(parameter.name));
  if (twice !== undefined || header !== undefined) {
    throw new Error(
      `The client can't have ${twice ?? `the header ${header?.name}`} of ${operationId}: see scripts/client.`,
    );
  }
  return named;
}

interface Success {
  readonly status: string;
  readonly content: Content;
}

export function successes({ responses }: OperationObject): Success[] {
  return Object.entries(responses)
    .filter(([status]) => Number(status) < 400)
    .map(([status, { content = {} }]) => ({ status, content }));
}

/** Whether it answers in pages: takes a cursor, and gives the next. */
export function isPaged(operation: OperationObject): boolean {
  return operation.parameters.some(({ name }) => name === "cursor");
}
