import * as z from "zod/mini";

/** What a user of the agency may do. Any user may read trackers; everything else is named here. */
export const Permission = z.enum([
  "clients:write",
  "insurances:write",
  "auths:write",
  "auths:confirm",
  "auths:copy",
  "services:write",
  "setup:write",
  "reports:read",
  "audit:read",
]);
export type Permission = z.infer<typeof Permission>;

/** Who acts: the user's id as the token issuer knows it, and what the agency allows this user. Never a name. */
export interface Actor {
  readonly userId: string;
  readonly permissions: ReadonlySet<Permission>;
}
