import type { Placed, Schema } from "./schema.ts";
import { reply, request, schemaBreaks } from "./schema-breaks.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Operation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly "x-permissions"?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

/** What is read of an OpenAPI document. */
export interface HttpContract extends Schema {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** One operation of both documents. */
interface Pair {
  readonly before: Operation;
  readonly after: Operation;
  readonly placed: (side: "before" | "after", schema: Schema) => Placed;
}

/** Every way in which an OpenAPI document breaks those who program against an older one. */
export function httpBreaks(before: HttpContract, after: HttpContract): string[] {
  const documents = { before, after };
  const placed: Pair["placed"] = (side, schema) => ({ schema, document: documents[side] });
  return Object.entries(before.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      const found =
        now === undefined ? ["the route is gone"] : operationBreaks({ before: operation, after: now, placed });
      return found.map((each) => `${name}: ${each}`);
    }),
  );
}

function operationBreaks(pair: Pair): string[] {
  const { before, after } = pair;
  return [
    ...(before.operationId === after.operationId ? [] : [`the operation is called ${after.operationId} now`]),
    ...accessBreaks(before, after),
    ...parameterBreaks(pair),
    ...bodyBreaks(pair),
    ...replyBreaks(pair),
    ...errorBreaks(before, after),
  ];
}

function accessBreaks(before: Operation, after: Operation): string[] {
  const isPublic = ({ security }: Operation) => security?.length === 0;
  const { "x-permissions": older = [] } = before;
  const { "x-permissions": newer = [] } = after;
  return [
    ...(isPublic(before) && !isPublic(after) ? ["a token is needed now"] : []),
    ...newer.filter((each) => !older.includes(each)).map((each) => `the permission ${each} is needed now`),
  ];
}

function parameterBreaks({ before, after, placed }: Pair): string[] {
  const named = ({ parameters = [] }: Operation) =>
    new Map(parameters.map((each) => [`${each.in} ${each.name}`, each]));
  const [older, newer] = [named(before), named(after)];
  const kept = [...older].flatMap(([name, parameter]) => {
    const now = newer.get(name);
    if (now === undefined) {
      return [`${name} is gone`];
    }
    return [
      ...(now.required && !parameter.required ? [`${name} is required now`] : []),
      ...schemaBreaks(placed("before", parameter.schema), placed("after", now.schema), request, name),
    ];
  });
  const added = [...newer].filter(([name, { required }]) => required && !older.has(name));
  return [...kept, ...added.map(([name]) => `${name} is new and required`)];
}

function bodyBreaks({ before, after, placed }: Pair): string[] {
  const [older, newer] = [before.requestBody, after.requestBody];
  if (older === undefined) {
    return newer?.required ? ["a body is required now"] : [];
  }
  if (newer === undefined) {
    return ["the body is gone"];
  }
  const required = newer.required && !older.required ? ["the body is required now"] : [];
  return [...required, ...contentBreaks("the body", older.content, newer.content, { placed, way: request })];
}

/** The statuses of success are promised one by one: callers tell by them what happened. */
function replyBreaks({ before, after, placed }: Pair): string[] {
  const successes = ({ responses }: Operation) => Object.keys(responses).filter((status) => Number(status) < 400);
  const gone = successes(before).filter((status) => after.responses[status] === undefined);
  const added = successes(after).filter((status) => before.responses[status] === undefined);
  const kept = successes(before).flatMap((status) => {
    const [older, newer] = [before.responses[status], after.responses[status]];
    if (older === undefined || newer === undefined) {
      return [];
    }
    return contentBreaks(status, older.content ?? {}, newer.content ?? {}, { placed, way: reply });
  });
  return [
    ...gone.map((status) => `it answers ${status} no more`),
    ...added.map((status) => `it may answer ${status} now`),
    ...kept,
  ];
}

function contentBreaks(
  what: string,
  before: Content,
  after: Content,
  { placed, way }: Pick<Pair, "placed"> & { readonly way: typeof reply },
): string[] {
  return Object.entries(before).flatMap(([type, { schema }]) => {
    const now = after[type];
    const found =
      now === undefined
        ? [`${type} is gone`]
        : schemaBreaks(placed("before", schema), placed("after", now.schema), way);
    return found.map((each) => `${what} ${each}`);
  });
}

/** Errors may be added and may go. A code that moves to another status is another error to whoever looks at the status. */
function errorBreaks(before: Operation, after: Operation): string[] {
  const [older, newer] = [statusByCode(before), statusByCode(after)];
  return [...older].flatMap(([code, status]) => {
    const now = newer.get(code);
    return now === undefined || now === status ? [] : [`${code} is answered with ${now}, was ${status}`];
  });
}

/** The descriptions of errors name their codes. */
function statusByCode({ responses }: Operation): Map<string, string> {
  const failures = Object.entries(responses).filter(([status]) => Number(status) >= 400);
  return new Map(
    failures.flatMap(([status, { description }]) =>
      [...description.matchAll(/\b[A-Z]{2,}(?:_[A-Z]+)*\b/g)].map(([code]) => [code, status] as const),
    ),
  );
}
