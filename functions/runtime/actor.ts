import { DomainError } from "../../domain/domain-error.ts";
import { type Actor, Permission } from "../../domain/permission.ts";

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
export function actorOf(claims: Readonly<Record<string, unknown>> | undefined, permissionsClaim: string): Actor {
  const subject = claims?.["sub"];
  if (typeof subject !== "string" || subject === "" || subject.length > 128)
    throw new DomainError("UNAUTHENTICATED", "The token names no subject.");
  return { userId: subject, permissions: permissionsIn(claims?.[permissionsClaim]) };
}
