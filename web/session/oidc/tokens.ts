import { type Permission, permissions } from "../../../clients/typescript/src/index.ts";
import type { OidcLogin } from "./oidc-login.ts";

type Claims = Readonly<Record<string, unknown>>;

/** What an issuer gave for one user. Kept in memory alone. */
export interface Tokens {
  /** What the API is called with. */
  readonly accessToken: string;
  /** Renews the others; not every issuer gives one. */
  readonly refreshToken: string | undefined;
  readonly expiresAtMillis: number;
  /** What the issuer says of the user. */
  readonly idClaims: Claims & { readonly sub: string };
}

/** Who the tokens are about, by the first name that the issuer has for them. */
export function userOf({ idClaims }: Tokens): { readonly userId: string; readonly name: string } {
  const names = ["name", "preferred_username", "email", "cognito:username", "sub"].map((claim) => idClaims[claim]);
  const name = names.find((text) => typeof text === "string" && text !== "");
  return { userId: idClaims.sub, name: String(name) };
}

/**
 * The permissions in the access token: a claim of texts, or of one text with spaces. The signature is not checked, since pages
 * use them only for what they offer, and the API decides.
 */
export function permissionsOf(
  { accessToken }: Tokens,
  { permissionsClaim, readPermission }: Pick<OidcLogin, "permissionsClaim" | "readPermission">,
): ReadonlySet<Permission> {
  const held = claimsOf(accessToken)[permissionsClaim];
  const texts = typeof held === "string" ? held.split(/\s+/) : Array.isArray(held) ? held : [];
  if (readPermission === "ANY_USER") texts.push("clients:read");
  return new Set(permissions.filter((permission) => texts.includes(permission)));
}

/** Empty if it is not a JWT. */
function claimsOf(token: string): Claims {
  const payload = token.split(".")[1] ?? "";
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (at) => at.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? (claims as Claims) : {};
  } catch {
    return {};
  }
}
