/** How users of a deployment sign in: `login` of `/site.json`. */
export interface OidcLogin {
  readonly type: "OIDC";
  /** As in the tokens' claim `iss`; its discovery document says the rest. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: `openid`. Some issuers give a token that renews others for `offline_access` alone. */
  readonly scopes?: readonly string[];
  /** The audience of tokens, for issuers that have to be told. Others ignore it. */
  readonly audience?: string;
  /** The claim that holds the user's permissions. */
  readonly permissionsClaim: string;
  /** Whether every user of the agency may read clients. Absent: REQUIRED. */
  readonly readPermission?: "ANY_USER" | "REQUIRED";
  /** Where users sign out, of an issuer whose discovery document does not say it. */
  readonly endSessionEndpoint?: string;
  /** Where a token that renews others is taken back, likewise. */
  readonly revocationEndpoint?: string;
}
