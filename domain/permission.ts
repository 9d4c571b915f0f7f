import * as z from "zod/mini";

/** What a user of the agency may do. */
export const Permission = z.enum([
  "clients:read",
  "clients:write",
  "insurances:write",
  "auths:write",
  "auths:confirm",
  "auths:copy",
  "services:write",
  "setup:write",
  "reports:read",
  "audit:read",
  "records:manage",
]);
export type Permission = z.infer<typeof Permission>;

/** Whether a user needs `clients:read` for what shows clients, or every user of the agency may. */
export const ReadPermission = z.enum(["ANY_USER", "REQUIRED"]);
export type ReadPermission = z.infer<typeof ReadPermission>;

/** Who acts: the user's id as the token issuer knows it, and what the agency allows this user. Never a name. */
export interface Actor {
  readonly userId: string;
  readonly permissions: ReadonlySet<Permission>;
}
