export { type ClientOptions, createClient } from "./client.ts";
export { ConnectionError, type Fault, isProblem, type KnownErrorCode, ProblemError } from "./errors.ts";
export type * from "./generated/operations.ts";
export { permissions } from "./generated/operations.ts";
export type * from "./generated/schemas.ts";
export type { CallOptions, Known, Open, PagedMethod, Reply } from "./reply.ts";
