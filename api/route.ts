import * as z from "zod/mini";
import type { ErrorCode } from "../domain/domain-error.ts";
import type { Permission, ReadPermission } from "../domain/permission.ts";
import type { CsvTable } from "./csv.ts";

type JsonSchema = z.ZodMiniType;
type Parameters = z.ZodMiniObject;

/**
 * One route of the HTTP API: everything that infrastructure, handlers, local server and documents need to know of it.
 * The file `functions/<capability>/<operation-id>.ts` answers it.
 */
export interface RouteContract {
  /** verbNoun; the handler's file has the same name in kebab-case. */
  readonly operationId: string;
  readonly method: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly path: `/v1/${string}`;
  /** The folder in `functions/`, and so the Lambda function that answers. */
  readonly capability: string;
  readonly summary: string;
  /** What a front-end developer should know besides, in sentences. */
  readonly description: string;
  readonly access: "public" | "signed-in";
  /** What the user must be allowed to do besides reading clients; null: nothing. */
  readonly permission: Permission | null;
  /** Whether it tells anything of a client, and so needs `clients:read`. A route that does not has to say so. */
  readonly showsClients: boolean;
  /** Whether `If-Match` with the version last read is needed. `optional`: without it, whatever is stored is changed. */
  readonly ifMatch: boolean | "optional";
  /** Whether it creates something, and so takes an `Idempotency-Key`: a repeated request gets the first reply again. */
  readonly idempotencyKey: boolean;
  readonly pathParameters: Parameters;
  readonly query: Parameters;
  readonly body: JsonSchema | null;
  /** Whether the body may be left out, which then means an empty object. */
  readonly bodyOptional: boolean;
  /** Success replies by status; null: without a body. */
  readonly replies: Readonly<Record<number, JsonSchema | null>>;
  /** How the pages of the 200 look to a caller who asks for `text/csv`; null: JSON alone. */
  readonly csv: CsvTable | null;
  /** Whether a caller who asks for `text/html` gets the 200 as a page to read. */
  readonly html: boolean;
  /** Error codes that this route itself can answer, beside those that every route can. */
  readonly errors: readonly ErrorCode[];
}

const none = z.strictObject({});

interface Defaults {
  readonly description: "";
  readonly access: "signed-in";
  readonly permission: null;
  readonly showsClients: true;
  readonly ifMatch: false;
  readonly idempotencyKey: false;
  readonly pathParameters: typeof none;
  readonly query: typeof none;
  readonly body: null;
  readonly bodyOptional: false;
  readonly csv: null;
  readonly html: false;
  readonly errors: readonly [];
}
const defaults: Defaults = {
  description: "",
  access: "signed-in",
  permission: null,
  showsClients: true,
  ifMatch: false,
  idempotencyKey: false,
  pathParameters: none,
  query: none,
  body: null,
  bodyOptional: false,
  csv: null,
  html: false,
  errors: [],
};

type Given = Pick<RouteContract, "operationId" | "method" | "path" | "capability" | "summary" | "replies"> &
  Partial<RouteContract>;

/** Fills in what most routes share, and keeps the exact types so that handlers are checked against their contract. */
export function route<const Contract extends Given>(contract: Contract): Omit<Defaults, keyof Contract> & Contract {
  return { ...defaults, ...contract };
}

/** Everything that a user must be allowed to do to call a route. */
export function permissionsOf(
  { permission, showsClients }: Pick<RouteContract, "permission" | "showsClients">,
  readPermission: ReadPermission = "REQUIRED",
): Permission[] {
  const reading = showsClients && readPermission === "REQUIRED";
  return [...(reading ? (["clients:read"] as const) : []), ...(permission === null ? [] : [permission])];
}
