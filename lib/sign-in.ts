import { createHash } from "node:crypto";
import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  AccountRecovery,
  CfnUserPoolGroup,
  ClientAttributes,
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StandardThreatProtectionMode,
  UserPool,
} from "aws-cdk-lib/aws-cognito";
import type { Construct } from "constructs";
import type { AgencyConfig } from "./agency-file/agency-config.ts";
import { hasRealRecords } from "./agency-file/safeguards.ts";
import { processPermissions } from "./process-permissions.ts";

/** Who makes the tokens that the API accepts, and for whom they must be made. */
export interface SignIn {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly permissionsClaim: string;
  /** The scope that opens this API; undefined: the agency's issuer has none for it. */
  readonly scope?: string | undefined;
  readonly userPoolId?: string;
  readonly clientId?: string;
}

/** The agency's own token issuer, or else a user pool made for it, with one group for each permission. */
export function signIn(scope: Construct, config: AgencyConfig, removalPolicy: RemovalPolicy): SignIn {
  if (config.tokenIssuer) {
    return { ...config.tokenIssuer, permissionsClaim: config.permissionsClaim ?? "permissions" };
  }
  const pool = new UserPool(scope, "Users", {
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    // Users sign in by the old address until the new one is proved: nobody locks themselves out, or takes an address that is not
    // theirs.
    keepOriginal: { email: true },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    mfa: mfaOf(config) === "required" ? Mfa.REQUIRED : Mfa.OPTIONAL,
    mfaSecondFactor: { otp: true, sms: false },
    passwordPolicy: {
      minLength: 14,
      requireDigits: true,
      requireLowercase: true,
      requireUppercase: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    ...(isProtected(config) && {
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
    }),
    deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    removalPolicy,
  });
  for (const [permission, { name, allows }] of Object.entries(processPermissions)) {
    const group = new CfnUserPoolGroup(scope, `Group${permission.replaceAll(/\W/g, "-")}`, {
      userPoolId: pool.userPoolId,
      groupName: permission,
      description: `${name}: users who may ${allows}`,
    });
    // Its members are recorded nowhere else.
    group.applyRemovalPolicy(removalPolicy);
  }
  // Only access tokens have scopes, and only those that somebody got by the sign-in page have one of an API.
  const use = new ResourceServerScope({ scopeName: "use", scopeDescription: "Call the API" });
  const api = pool.addResourceServer("ApiScopes", { identifier: "prior-auth-tracker", scopes: [use] });
  // Tokens of a pool that stays would lose the scope.
  api.applyRemovalPolicy(removalPolicy);
  const client = pool.addClient("WebClient", {
    generateSecret: false,
    // None but renewing: users sign in by the page alone, so that no token is given past its second factor and its limits.
    authFlows: { userSrp: false },
    enableTokenRevocation: true,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.resourceServer(api, use)],
      callbackUrls: pageAddresses(config),
      logoutUrls: pageAddresses(config),
    },
    preventUserExistenceErrors: true,
    // What the pages call the user by. An empty list of what may be written would mean everything: this one says nothing of anybody.
    readAttributes: new ClientAttributes().withStandardAttributes({ email: true, emailVerified: true, fullname: true }),
    writeAttributes: new ClientAttributes().withStandardAttributes({ locale: true }),
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    // One shift: a workstation on a ward does not stay signed in overnight.
    refreshTokenValidity: Duration.hours(12),
  });
  client.applyRemovalPolicy(removalPolicy);
  const domain = pool.addDomain("SignInPage", {
    cognitoDomain: { domainPrefix: signInDomain(config.agencyId, Stack.of(scope).account) },
  });
  // Its name is fixed: left behind by a failed first deployment, it would make the second one fail.
  domain.applyRemovalPolicy(
    removalPolicy === RemovalPolicy.DESTROY ? removalPolicy : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  );
  return {
    issuer: `https://cognito-idp.${Stack.of(scope).region}.amazonaws.com/${pool.userPoolId}`,
    audience: [client.userPoolClientId],
    permissionsClaim: "cognito:groups",
    scope: "prior-auth-tracker/use",
    userPoolId: pool.userPoolId,
    clientId: client.userPoolClientId,
  };
}

/**
 * Where users return to. CloudFront's own address of a site is not among them: it is made after the API, and the API needs this
 * client.
 */
function pageAddresses({ allowedOrigins, webSite }: AgencyConfig): string[] {
  const own = webSite?.domain === undefined ? [] : [`https://${webSite.domain.name}`];
  return [...new Set([...allowedOrigins, ...own])].map((origin) => `${origin}/`);
}

function mfaOf(config: AgencyConfig): "optional" | "required" {
  return config.mfa ?? (hasRealRecords(config) ? "required" : "optional");
}

function isProtected({ threatProtection, stage }: AgencyConfig): boolean {
  return threatProtection ?? stage === "production";
}

/** Domains are unique among all AWS accounts and refuse words such as "aws" anywhere: digits of a hash hold none. */
export function signInDomain(agencyId: string, account: string): string {
  const agency = createHash("sha256").update(agencyId).digest("hex").slice(0, 8);
  return `prior-auth-${agency}-${account}`;
}
