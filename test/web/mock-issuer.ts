import { OAuth2Server } from "oauth2-mock-server";
import { onTestFinished } from "vitest";
import type { OidcLogin } from "../../web/session/oidc/oidc-login.ts";

/** Claims of the next tokens besides the issuer's own: of all of them, and of those that name no audience, access tokens. */
interface MockUser {
  sub: string;
  name?: string;
  permissions: unknown;
}

export interface MockIssuer {
  readonly login: OidcLogin;
  readonly server: OAuth2Server;
  /** Who signs in next. */
  user: MockUser;
  /** What the token endpoint answers instead of tokens. */
  refuses: { readonly error: string; readonly error_description?: string } | undefined;
  /** What it answers besides, or leaves out where undefined. */
  answers: Record<string, unknown>;
  /** The grant types that were asked for, in order. */
  readonly grants: string[];
  /** What it was asked to take back: the bodies of the requests. */
  readonly revoked: Readonly<Record<string, string>>[];
  stop(): Promise<void>;
}

/** An issuer that speaks real HTTP and checks PKCE. Whoever comes is signed in at once, as somebody whom it knows. */
export async function mockIssuer(permissionsClaim = "permissions"): Promise<MockIssuer> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate("RS256");
  await server.start(0, "127.0.0.1");
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.issuer.url = issuer;
  const mock: MockIssuer = {
    login: { type: "OIDC", issuer, clientId: "pages", permissionsClaim },
    server,
    user: { sub: "u-1", name: "Ada Okafor", permissions: ["auths:write"] },
    refuses: undefined,
    answers: {},
    grants: [],
    revoked: [],
    stop: () => server.stop(),
  };
  server.service.on("beforeTokenSigning", (token) => {
    const { sub, name, permissions } = mock.user;
    const isIdToken = token.payload.aud !== undefined;
    Object.assign(
      token.payload,
      { sub },
      isIdToken
        ? { name }
        : { client_id: "pages", scope: "openid prior-auth-tracker/use", [permissionsClaim]: permissions },
    );
  });
  server.service.on("beforeRevoke", async (_, request) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    mock.revoked.push(Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())));
  });
  server.service.on("beforeResponse", (response, { body }) => {
    mock.grants.push(String(body?.grant_type));
    if (mock.refuses) Object.assign(response, { statusCode: 400, body: mock.refuses });
    else
      response.body = Object.fromEntries(
        Object.entries({ ...response.body, ...mock.answers }).filter(([, value]) => value !== undefined),
      );
  });
  return mock;
}

/** The same for one test. */
export async function testIssuer(permissionsClaim?: string): Promise<MockIssuer> {
  const mock = await mockIssuer(permissionsClaim);
  onTestFinished(() => (mock.server.listening ? mock.stop() : undefined));
  return mock;
}
