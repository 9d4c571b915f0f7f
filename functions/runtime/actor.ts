import { permissionsOf, type RouteContract } from "../../api/route.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { type Actor, Permission, type ReadPermission } from "../../domain/permission.ts";
import { type Claims, type TokenTerms, tokenFault, wordsIn } from "./access-token.ts";

/** What the agency's file says of tokens and of who may read. */
export interface AccessRules extends TokenTerms {
  /** The claim that holds the user's permissions. */
  readonly permissionsClaim: string;
  readonly readPermission: ReadPermission;
}

/** Permissions from a token's claim. Unknown words are another product's and ignored. */
export function permissionsIn(claim: unknown): ReadonlySet<Permission> {
  const words = wordsIn(claim);
  return new Set(Permission.options.filter((permission) => words.includes(permission)));
}

/**
 * Who calls, by the claims that the authorizer verified.
 * @throws DomainError for a token that names nobody, is for something else, or of another agency
 */
export function actorOf(claims: Claims | undefined, rules: AccessRules): Actor {
  const subject = claims?.["sub"];
  if (claims === undefined || typeof subject !== "string" || subject === "" || subject.length > 128)
    throw new DomainError("UNAUTHENTICATED", "The token names no subject.");
  const fault = tokenFault(claims, rules);
  if (fault !== undefined) throw new DomainError("UNAUTHENTICATED", fault);
  return { userId: subject, permissions: permissionsIn(claims[rules.permissionsClaim]) };
}

/** @throws DomainError that names every permission that the user lacks for the route */
export function requirePermissions(actor: Actor, route: RouteContract, { readPermission }: AccessRules): void {
  const missing = permissionsOf(route, readPermission).filter((permission) => !actor.permissions.has(permission));
  if (missing.length > 0) throw new DomainError("FORBIDDEN", `This needs ${missing.join(" and ")}.`);
}
