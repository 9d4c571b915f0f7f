import { permissionsOf, type RouteContract } from "../../api/route.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { type Actor, Permission, type ReadPermission } from "../../domain/permission.ts";

/** What the agency's file says of tokens and of who may read. */
export interface AccessRules {
  /** The claim that holds the user's permissions. */
  readonly permissionsClaim: string;
  readonly readPermission: ReadPermission;
}

/**
 * Permissions from a token's claim. The JWT authorizer hands every claim over as text, and an array as "[a b]"; some issuers
 * write one text with spaces. Unknown words are another product's and ignored.
 */
export function permissionsIn(claim: unknown): ReadonlySet<Permission> {
  const words = Array.isArray(claim) ? claim : typeof claim === "string" ? wordsIn(claim) : [];
  return new Set(Permission.options.filter((permission) => words.includes(permission)));
}

function wordsIn(claim: string): string[] {
  const text = /^\[.*\]$/s.test(claim) ? claim.slice(1, -1) : claim;
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Who calls, by the claims that the authorizer verified. */
export function actorOf(
  claims: Readonly<Record<string, unknown>> | undefined,
  { permissionsClaim }: AccessRules,
): Actor {
  const subject = claims?.["sub"];
  if (typeof subject !== "string" || subject === "" || subject.length > 128)
    throw new DomainError("UNAUTHENTICATED", "The token names no subject.");
  return { userId: subject, permissions: permissionsIn(claims?.[permissionsClaim]) };
}

/** @throws DomainError that names every permission that the user lacks for the route */
export function requirePermissions(actor: Actor, route: RouteContract, { readPermission }: AccessRules): void {
  const missing = permissionsOf(route, readPermission).filter((permission) => !actor.permissions.has(permission));
  if (missing.length > 0) throw new DomainError("FORBIDDEN", `This needs ${missing.join(" and ")}.`);
}
