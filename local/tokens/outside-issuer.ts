import { createRemoteJWKSet } from "jose";
import { StartError } from "../start-error.ts";
import type { AccessTerms } from "../template/agency-terms.ts";
import type { TrustedIssuer } from "./token-check.ts";

/** An issuer that runs elsewhere, such as an agency's own or a test's, and the client that the pages have there. */
export interface PageLogin {
  readonly issuer: string;
  readonly clientId: string;
}

/** What the pages need to know of it. */
export interface SignInOfPages {
  /** `login` of `/site.json`. */
  readonly login: Readonly<Record<string, unknown>>;
  /** The origins that they ask for tokens. */
  readonly origins: readonly string[];
}

/** A token issuer that is not ours: users of the pages sign in with it, and the gateway takes what it signed. */
export class OutsideIssuer {
  readonly trusted: TrustedIssuer;
  private readonly login: PageLogin;
  private readonly tokenEndpoint: string;

  private constructor(login: PageLogin, { jwks_uri, token_endpoint }: Discovery) {
    this.login = login;
    this.tokenEndpoint = token_endpoint;
    this.trusted = {
      terms: { issuer: login.issuer, audience: [login.clientId] },
      key: createRemoteJWKSet(new URL(jwks_uri)),
    };
  }

  /** @throws StartError when no issuer answers there */
  static async ask(login: PageLogin): Promise<OutsideIssuer> {
    const address = `${login.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    try {
      const response = await fetch(address);
      const { jwks_uri, token_endpoint } = (await response.json()) as Partial<Discovery>;
      if (jwks_uri === undefined || token_endpoint === undefined) {
        throw new Error("it names neither keys nor a place for tokens");
      }
      return new OutsideIssuer(login, { jwks_uri, token_endpoint });
    } catch (cause) {
      throw new StartError(`No token issuer answers at ${address}.`, { cause });
    }
  }

  forPages(access: AccessTerms): SignInOfPages {
    const { issuer, clientId } = this.login;
    const origins = new Set([issuer, this.tokenEndpoint].map((address) => new URL(address).origin));
    const { permissionsClaim, readPermission, scope } = access;
    const scopes = scope === undefined ? {} : { scopes: ["openid", scope] };
    return {
      login: { type: "OIDC", issuer, clientId, permissionsClaim, readPermission, ...scopes },
      origins: [...origins],
    };
  }
}

interface Discovery {
  readonly jwks_uri: string;
  readonly token_endpoint: string;
}
