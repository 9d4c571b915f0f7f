import type { JsonObject } from "../../api/json-schema.ts";
import {
  idempotencyKeyOf,
  ifMatchOf,
  isPaged,
  namedParameters,
  type OperationObject,
  type Parameter,
  successes,
} from "./operations.ts";
import { descriptionOf, docText, fieldText, typeText } from "./type-text.ts";

const csv = "text/csv";
const csvNote =
  "Answers the text of the CSV. Where more follows, the header X-Next-Cursor is the next page's `cursor`.";
const inCsv = (operation: OperationObject) => successes(operation).some(({ content }) => csv in content);
const csvMethod = ({ operationId }: OperationObject) => `${operationId}AsCsv`;

export function requestName({ operationId }: OperationObject): string {
  return `${operationId.slice(0, 1).toUpperCase()}${operationId.slice(1)}Request`;
}

/** The interface of what a caller gives. */
export function requestText(operation: OperationObject): string {
  const { requestBody, summary } = operation;
  const schema = requestBody?.content["application/json"]?.schema;
  const ifMatch = ifMatchOf(operation);
  const fields = [
    ...namedParameters(operation).map((parameter) =>
      fieldText(
        parameter.name,
        parameter.in === "query" ? queryType(parameter.schema) : "string",
        parameter.required,
        descriptionOf(parameter.schema),
      ),
    ),
    ...(schema === undefined ? [] : [fieldText("body", typeText(schema), requestBody?.required === true, "")]),
    ...(ifMatch === undefined ? [] : [fieldText("ifMatch", "string | number", ifMatch.required, ifMatchNote(ifMatch))]),
    ...(idempotencyKeyOf(operation)
      ? [
          fieldText(
            "idempotencyKey",
            "string",
            false,
            "Calls with the same key do it once. Without one, a call has a key of its own, for its own attempts.",
          ),
        ]
      : []),
  ];
  const doc = docText([`What ${operation.operationId} takes: ${summary.charAt(0).toLowerCase()}${summary.slice(1)}.`]);
  return fields.length === 0
    ? `${doc}export type ${requestName(operation)} = Readonly<Record<string, never>>;`
    : `${doc}export interface ${requestName(operation)} {\n${fields.join("\n")}\n}`;
}

function ifMatchNote({ required }: Parameter): string {
  const what = "The ETag that was read, or the version";
  return required ? `${what}.` : `${what}; 0 when there was none. Without it whatever is there is replaced.`;
}

/** Everything in a query is text. Callers may write numbers and booleans as such. */
function queryType(schema: JsonObject): string {
  const listed = schema["enum"] as readonly unknown[] | undefined;
  if (listed?.every((value) => typeof value === "string" && /^(true|false|\d+)$/.test(value))) {
    return listed.map(String).toSorted().join() === "false,true" ? "boolean" : listed.join(" | ");
  }
  const { pattern } = schema;
  const takes = (text: string) => typeof pattern === "string" && new RegExp(pattern, "u").test(text);
  const isNumber = takes("1") && !takes("a") && !takes("");
  if (!isNumber) return typeText(schema);
  return takes("true") ? "number | true" : "number";
}

/** The methods of an operation, with all that its users should know. */
export function methodText(operation: OperationObject): string {
  const permissions = (operation["x-permissions"] ?? []).map((permission) => `\`${permission}\``);
  const doc = docText([
    `${operation.summary}.`,
    permissions.length === 0 ? "" : `Needs ${permissions.join(" and ")}.`,
    `${operation.method} ${operation.path}`,
  ]);
  const optional = /^(?!.*readonly \w+: )/s.test(requestText(operation)) ? "?" : "";
  const parameters = `(request${optional}: ${requestName(operation)}, options?: CallOptions)`;
  const method = isPaged(operation)
    ? `readonly ${operation.operationId}: PagedMethod<${requestName(operation)}${optional && " | undefined"}, ${replyTypes(operation)[0]?.[0]}>;`
    : `${operation.operationId}${parameters}: Promise<${repliesText(operation)}>;`;
  const asCsv = `\n\n${docText([`${operation.summary}.`, csvNote])}${csvMethod(operation)}${parameters}: Promise<Reply<string, 200>>;`;
  return `${doc}${method}${inCsv(operation) ? asCsv : ""}`;
}

/** Data with the statuses that bring it. */
function replyTypes(operation: OperationObject): [data: string, statuses: string[]][] {
  const types = successes(operation).map(({ status, content }) => {
    const json = content["application/json"];
    return { status, data: json === undefined ? "undefined" : typeText(json.schema) };
  });
  const byData = Map.groupBy(types, ({ data }) => data);
  return [...byData].map(([data, each]) => [data, each.map(({ status }) => status)]);
}

function repliesText(operation: OperationObject): string {
  return replyTypes(operation)
    .map(([data, statuses]) => `Reply<${data}, ${statuses.join(" | ")}>`)
    .join(" | ");
}

/** The entries of the table that the client works by. */
export function operationText(operation: OperationObject): string {
  const { operationId, method, path, security } = operation;
  const entry = {
    method,
    path,
    ...(security?.length === 0 && { open: true }),
    ...(idempotencyKeyOf(operation) && { keyed: true }),
    ...(isPaged(operation) && { paged: true }),
  };
  const { paged: _, ...whole } = { paged: undefined, ...entry };
  const asCsv = `\n${csvMethod(operation)}: ${JSON.stringify({ ...whole, accept: csv })},`;
  return `${operationId}: ${JSON.stringify(entry)},${inCsv(operation) ? asCsv : ""}`;
}
