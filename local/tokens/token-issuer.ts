import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import type { KeptValues } from "../kept/kept-values.ts";
import type { AccessTerms } from "../template/agency-terms.ts";

export interface TokenRequest {
  readonly userId: string;
  readonly permissions: readonly string[];
  readonly expiresInSeconds?: number;
  /** Claims besides, or instead of those made here: `{ iss: "https://elsewhere.example" }`. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What the template's JWT authorizer expects. */
export interface TokenTerms {
  readonly issuer: string;
  readonly audience: readonly string[];
}

export const tokenLifetimeSeconds = 3600;

const algorithm = "RS256";
const keyId = "local";

/** The agency's token issuer in a local stack: the key is ours, all the rest is as the template expects it. */
export class TokenIssuer {
  readonly publicKey: CryptoKey;
  private readonly privateKey: CryptoKey;
  private readonly terms: TokenTerms;
  private readonly access: AccessTerms;

  private constructor(
    keys: { readonly publicKey: CryptoKey; readonly privateKey: CryptoKey },
    terms: TokenTerms,
    access: AccessTerms,
  ) {
    this.publicKey = keys.publicKey;
    this.privateKey = keys.privateKey;
    this.terms = terms;
    this.access = access;
  }

  /** The key is kept with the data, so that a token outlives a restart as it does on AWS. */
  static async start(terms: TokenTerms, access: AccessTerms, kept: KeptValues): Promise<TokenIssuer> {
    let key = kept.get("token key") as JWK | undefined;
    if (!key) {
      const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
      key = await exportJWK(privateKey);
      kept.set("token key", key);
    }
    const { kty = "", n = "", e = "" } = key;
    const privateKey = (await importJWK(key, algorithm)) as CryptoKey;
    const publicKey = (await importJWK({ kty, n, e }, algorithm)) as CryptoKey;
    return new TokenIssuer({ publicKey, privateKey }, terms, access);
  }

  issue({ userId, permissions, expiresInSeconds = tokenLifetimeSeconds, claims = {} }: TokenRequest): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const { permissionsClaim, scope, agencyClaim } = this.access;
    const client = this.terms.audience[0] ?? "";
    return new SignJWT({
      iss: this.terms.issuer,
      sub: userId,
      aud: client,
      client_id: client,
      ...(scope !== undefined && { scope: `openid ${scope}` }),
      ...(agencyClaim !== undefined && { [agencyClaim.name]: agencyClaim.value }),
      iat: now,
      exp: now + expiresInSeconds,
      [permissionsClaim]: permissions,
      ...claims,
    })
      .setProtectedHeader({ alg: algorithm, kid: keyId })
      .sign(this.privateKey);
  }
}
