import {
  AuthorizationResponseError,
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  customFetch,
  discoveryRequest,
  getValidatedIdTokenClaims,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  ResponseBodyError,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from "oauth4webapi";
import type { OidcLogin } from "./oidc-login.ts";
import { challengeOf, type SignInAttempt } from "./sign-in-attempt.ts";
import type { Tokens } from "./tokens.ts";

/** The issuer answered, and refused. The message is the issuer's own sentence, or else its code. */
export class IssuerRefusal extends Error {
  override readonly name = "IssuerRefusal";
}

/** The lifetime of a token if the issuer does not say it: short, since renewing too often does no harm. */
const unsaidLifetimeSeconds = 300;

/** How long a user who signs out waits for the issuer. */
const longestRevocationMillis = 3_000;

/** The agency's token issuer, spoken to as a public client: OpenID Connect, authorization code, PKCE. */
export class Issuer {
  private readonly server: AuthorizationServer;
  private readonly login: OidcLogin;
  /** The one address that the issuer has to know of this site. */
  private readonly redirectUri: string;

  private constructor(server: AuthorizationServer, login: OidcLogin, redirectUri: string) {
    this.server = server;
    this.login = login;
    this.redirectUri = redirectUri;
  }

  /**
   * Reads the issuer's discovery document.
   * @param origin of this site
   */
  static async discover(login: OidcLogin, origin: string): Promise<Issuer> {
    const issuer = new URL(login.issuer);
    const response = await discoveryRequest(issuer, optionsFor(login));
    return new Issuer(await processDiscoveryResponse(issuer, response), login, `${origin}/`);
  }

  /** Where the user signs in. */
  async addressFor(attempt: SignInAttempt): Promise<string> {
    const { clientId, scopes = ["openid"], audience } = this.login;
    const address = new URL(required(this.server.authorization_endpoint, "authorization_endpoint"));
    const parameters = {
      client_id: clientId,
      redirect_uri: this.redirectUri,
      response_type: "code",
      scope: scopes.join(" "),
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await challengeOf(attempt),
      code_challenge_method: "S256",
      ...(audience !== undefined && { audience }),
    };
    for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
    return address.href;
  }

  /**
   * The tokens for what the issuer answered to an attempt.
   * @throws IssuerRefusal, and another error for an answer that does not belong to the attempt or can't be had
   */
  tokensFor(answer: URLSearchParams, attempt: SignInAttempt): Promise<Tokens> {
    return refusalsNamed(async () => {
      const client = this.client();
      const valid = validateAuthResponse(this.server, client, answer, attempt.state);
      const response = await authorizationCodeGrantRequest(
        this.server,
        client,
        None(),
        valid,
        this.redirectUri,
        attempt.codeVerifier,
        optionsFor(this.login),
      );
      const given = await processAuthorizationCodeResponse(this.server, client, response, {
        expectedNonce: attempt.nonce,
        requireIdToken: true,
      });
      return tokensOf(given);
    });
  }

  /**
   * New tokens for the same user.
   * @throws IssuerRefusal when the user has to sign in again, and another error when the issuer can't be reached
   */
  renewed(tokens: Tokens, refreshToken: string): Promise<Tokens> {
    return refusalsNamed(async () => {
      const client = this.client();
      const response = await refreshTokenGrantRequest(
        this.server,
        client,
        None(),
        refreshToken,
        optionsFor(this.login),
      );
      return tokensOf(await processRefreshTokenResponse(this.server, client, response), tokens);
    });
  }

  /**
   * Takes a token back that renews others. What it gave before ends by itself. Signing out must not fail because an issuer is out of
   * reach or knows no such thing.
   */
  async revoke(refreshToken: string): Promise<void> {
    const endpoint = this.server.revocation_endpoint ?? this.login.revocationEndpoint;
    if (endpoint === undefined) return;
    const server = { ...this.server, revocation_endpoint: endpoint };
    const options = {
      ...optionsFor(this.login),
      additionalParameters: { token_type_hint: "refresh_token" },
      signal: AbortSignal.timeout(longestRevocationMillis),
      // Goes on when the page is left meanwhile.
      [customFetch]: (url: string, init: object) => fetch(url, { ...init, keepalive: true }),
    };
    try {
      await processRevocationResponse(await revocationRequest(server, this.client(), None(), refreshToken, options));
    } catch {
      // The token ends by itself, with the shift.
    }
  }

  /**
   * Where the user ends the session with the issuer and comes back from; undefined: it has no such place. Addresses are kept in
   * histories and logs: who it is about is said by an id, never by a token.
   */
  endSessionAddress({ idClaims }: Tokens): string | undefined {
    const endpoint = this.server.end_session_endpoint ?? this.login.endSessionEndpoint;
    if (endpoint === undefined) return undefined;
    const address = new URL(endpoint);
    const parameters = {
      logout_hint: idClaims.sub,
      client_id: this.login.clientId,
      post_logout_redirect_uri: this.redirectUri,
      // Cognito has a name of its own for it.
      logout_uri: this.redirectUri,
    };
    for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
    return address.href;
  }

  private client() {
    return { client_id: this.login.clientId };
  }
}

/** Without TLS only on this machine, for an issuer of a test. */
function optionsFor({ issuer }: OidcLogin) {
  return { [allowInsecureRequests]: ["localhost", "127.0.0.1"].includes(new URL(issuer).hostname) };
}

function tokensOf(given: TokenEndpointResponse, before?: Tokens): Tokens {
  const idClaims = getValidatedIdTokenClaims(given) ?? before?.idClaims;
  if (idClaims === undefined) throw new Error("The issuer gave no id token.");
  return {
    accessToken: given.access_token,
    // Some issuers give a new refresh token with each use; others keep the first.
    refreshToken: given.refresh_token ?? before?.refreshToken,
    expiresAtMillis: Date.now() + (given.expires_in ?? unsaidLifetimeSeconds) * 1000,
    idClaims,
  };
}

async function refusalsNamed<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof AuthorizationResponseError || cause instanceof ResponseBodyError) {
      throw new IssuerRefusal(cause.error_description ?? cause.error, { cause });
    }
    throw cause;
  }
}

function required(endpoint: string | undefined, name: string): string {
  if (endpoint === undefined) throw new Error(`The issuer's discovery document has no ${name}.`);
  return endpoint;
}
