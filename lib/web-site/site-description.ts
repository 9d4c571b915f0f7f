import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { AgencyConfig } from "../agency-file/agency-config.ts";
import { type SignIn, signInDomain } from "../sign-in.ts";

/** What the pages of a deployment know, and whom they may ask. */
export interface SiteDescription {
  /** Content of `/site.json`; some values are known only during the deployment. */
  readonly site: Readonly<Record<string, unknown>>;
  /** Origins of the token issuer. */
  readonly connectOrigins: readonly string[];
}

/** Users sign in with the agency's own token issuer, or else with the user pool of its data stack. */
export function siteDescription(scope: Construct, config: AgencyConfig, signIn: SignIn): SiteDescription {
  const { issuer, permissionsClaim } = signIn;
  const common = { apiBaseUrl: "", signOffAfterMinutes: config.signOffAfterMinutes };
  const login = { type: "OIDC", issuer, permissionsClaim, readPermission: config.readPermission };
  if (config.tokenIssuer) {
    const { clientId, scopes, issuerOrigins = [] } = config.webSite ?? {};
    const [audience] = config.tokenIssuer.audience;
    return {
      site: { ...common, login: { ...login, clientId, audience, scopes: askedScopes(signIn, scopes) } },
      connectOrigins: [...new Set([new URL(issuer).origin, ...issuerOrigins])],
    };
  }
  const signInPage = `https://${signInDomain(config.agencyId, Stack.of(scope).account)}.auth.${config.region}.amazoncognito.com`;
  return {
    site: {
      ...common,
      login: {
        ...login,
        clientId: signIn.clientId,
        scopes: askedScopes(signIn),
        endSessionEndpoint: `${signInPage}/logout`,
        revocationEndpoint: `${signInPage}/oauth2/revoke`,
      },
    },
    // The pool's discovery document names its pages, which give the tokens.
    connectOrigins: [`https://cognito-idp.${config.region}.amazonaws.com`, signInPage],
  };
}

/** What opens the API is asked for whatever else the agency's file names. */
function askedScopes({ scope }: SignIn, others: readonly string[] = ["openid"]): string[] {
  return [...new Set([...others, ...(scope === undefined ? [] : [scope])])];
}
