/** The claims of a token whose signature, issuer, audience and time the authorizer has checked. It hands each over as text. */
export type Claims = Readonly<Record<string, unknown>>;

/** What the agency's file says of the tokens that open its API. */
export interface TokenTerms {
  /** The scope that a token must have; undefined: the agency's issuer has none for this API. */
  readonly scope?: string | undefined;
  /** The claim that tells the agency's users from others of the same issuer. */
  readonly agencyClaim?: { readonly name: string; readonly value: string } | undefined;
}

/** Words of a claim: the authorizer writes an array as "[a b]", and some issuers write one text with spaces. */
export function wordsIn(claim: unknown): readonly unknown[] {
  if (Array.isArray(claim)) return claim;
  if (typeof claim !== "string") return [];
  const text = /^\[.*\]$/s.test(claim) ? claim.slice(1, -1) : claim;
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Hashes in an id token that bind it to what was issued with it (OpenID Connect Core 3.3.2.11). */
const idTokenHashes = ["at_hash", "c_hash", "s_hash"];
/** What says of a token that it is for calling an API: of RFC 9068 and RFC 6749, of Entra and Okta. */
const accessClaims = ["scope", "scp", "client_id", "cid"];

/**
 * Why a token does not open this API though its issuer made it for this API; undefined: it does. There is no mark that every issuer
 * puts into access tokens alone: so one has to show that it is one, and must show nothing of any other kind.
 */
export function tokenFault(claims: Claims, { scope, agencyClaim }: TokenTerms): string | undefined {
  if (!isAccessToken(claims)) return "This needs an access token; this is a token for something else.";
  if (scope !== undefined && ![...wordsIn(claims["scope"]), ...wordsIn(claims["scp"])].includes(scope))
    return "The token lacks the scope of this API.";
  if (agencyClaim !== undefined && !names(claims[agencyClaim.name], agencyClaim.value))
    return "The token is of no user of this agency.";
  return undefined;
}

function isAccessToken(claims: Claims): boolean {
  const { token_use: use, typ: type } = claims;
  if (use !== undefined && use !== "access") return false;
  const saysSo = typeof type === "string" && /^(?:bearer|dpop|(?:application\/)?at\+jwt)$/i.test(type);
  if (type !== undefined && !saysSo) return false;
  if (idTokenHashes.some((claim) => claim in claims)) return false;
  // Some releases of Keycloak put the nonce into access tokens too, whose type says what they are.
  if ("nonce" in claims && !saysSo) return false;
  return accessClaims.some((claim) => claim in claims);
}

/** A text that is split at spaces could be written so that it names several agencies. */
function names(claim: unknown, value: string): boolean {
  return (
    claim === value ||
    (Array.isArray(claim) ? claim : /^\[.*\]$/s.test(String(claim)) ? wordsIn(claim) : []).includes(value)
  );
}
