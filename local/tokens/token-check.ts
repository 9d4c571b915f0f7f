import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { StartError } from "../start-error.ts";
import type { CloudFormation } from "../template/cloud-formation.ts";
import type { TokenTerms } from "./token-issuer.ts";

/** A claim as API Gateway hands it to a function: always text. */
export type ClaimTexts = Readonly<Record<string, string>>;

/**
 * What the template's one JWT authorizer asks of a token.
 * @throws StartError for another kind of authorizer
 */
export function tokenTerms(template: CloudFormation): TokenTerms {
  const authorizer = template.only("AWS::ApiGatewayV2::Authorizer");
  const type = template.text(authorizer, "AuthorizerType");
  const sources = template.property(authorizer, "IdentitySource") as readonly string[];
  if (type !== "JWT" || sources.length !== 1 || sources[0] !== "$request.header.Authorization") {
    throw new StartError(
      `${authorizer.logicalId} is a ${type} authorizer that looks in ${sources}; the local server knows JWT in the Authorization header.`,
    );
  }
  const { Issuer, Audience } = template.property(authorizer, "JwtConfiguration") as {
    Issuer: string;
    Audience: string[];
  };
  return { issuer: Issuer, audience: Audience };
}

/** An issuer whose tokens the gateway takes. */
export interface TrustedIssuer {
  readonly terms: TokenTerms;
  readonly key: JWTVerifyGetKey;
}

/**
 * The claims of a token that is signed by one of the issuers, meant for this API and not over; undefined for any other. The
 * time is the real one, on whatever day the stack is.
 */
export async function verifiedClaims(
  authorization: string | undefined,
  issuers: readonly TrustedIssuer[],
): Promise<JWTPayload | undefined> {
  const token = authorization?.replace(/^bearer\s+/i, "").trim();
  if (!token) {
    return undefined;
  }
  for (const issuer of issuers) {
    const claims = await claimsBy(issuer, token);
    if (claims) {
      return claims;
    }
  }
  return undefined;
}

async function claimsBy({ terms, key }: TrustedIssuer, token: string): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["RS256"],
      issuer: terms.issuer,
      requiredClaims: ["exp"],
    });
    return isMeantFor(payload, terms.audience) ? payload : undefined;
  } catch {
    // API Gateway does not say why either.
    return undefined;
  }
}

/** Cognito's access tokens have no audience; API Gateway then looks at who they were made for. */
function isMeantFor({ aud, client_id: clientId }: JWTPayload, audience: readonly string[]): boolean {
  const meantFor = aud === undefined ? [clientId] : [aud].flat();
  return meantFor.some((one) => typeof one === "string" && audience.includes(one));
}

/** Whether a token has one of a route's scopes, from its `scope` or `scp` claim. */
export function hasScope({ scope, scp }: JWTPayload, scopes: readonly string[]): boolean {
  const held = [scope ?? scp ?? []].flat().flatMap((text) => String(text).split(" "));
  return scopes.length === 0 || scopes.some((one) => held.includes(one));
}

export function claimTexts(claims: JWTPayload): ClaimTexts {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value)]));
}

/** API Gateway writes a list as `[a b]` and an object as `map[key:value]`, the way Go prints them. */
function claimText(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(claimText).join(" ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `map[${fields.map(([name, field]) => `${name}:${claimText(field)}`).join(" ")}]`;
  }
  return value === null ? "<nil>" : String(value);
}
