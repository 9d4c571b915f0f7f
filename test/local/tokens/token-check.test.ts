import { generateKeyPair, SignJWT } from "jose";
import { expect, it } from "vitest";
import { audience, call, issuer, runStack, sharedStack } from "../hand-made-stack.ts";

const echo =
  "exports.handler = async (event) => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) })";

/** A stack with one function, which answers with its event. */
const shared = sharedStack({ functions: { echo: { code: echo, routes: ["GET /things/{id}"] } } });

it("hands every claim over as text, a list as [a b]", async () => {
  const stack = shared();
  const token = await stack.issueToken({
    userId: "user-1",
    permissions: ["auths:write", "auths:confirm"],
    claims: { email_verified: true, level: 3, none: null, empty: [], deep: { b: [1, 2], a: "x" }, scope: "openid x" },
  });
  const response = await call(stack, "/things/1", { headers: { authorization: `Bearer ${token}` } });
  const event = (await response.json()) as { requestContext: { authorizer: { jwt: { claims: unknown } } } };
  expect(event.requestContext.authorizer.jwt.claims).toEqual({
    iss: issuer,
    sub: "user-1",
    aud: audience,
    client_id: audience,
    iat: expect.stringMatching(/^\d{10}$/),
    exp: expect.stringMatching(/^\d{10}$/),
    permissions: "[auths:write auths:confirm]",
    email_verified: "true",
    level: "3",
    none: "<nil>",
    empty: "[]",
    deep: "map[a:x b:[1 2]]",
    scope: "openid x",
  });
});

it("refuses every token that its issuer did not make for this API and for now", async () => {
  const stack = shared();
  const ask = { userId: "user-1", permissions: [] };
  const strangers = await generateKeyPair("RS256");
  const secret = new TextEncoder().encode("a-secret-that-is-long-enough-for-hs256");
  const claims = { iss: issuer, aud: audience, sub: "user-1" };
  const good = await stack.issueToken(ask);
  const [head, , signature] = good.split(".");
  const forged = Buffer.from(JSON.stringify({ ...claims, exp: 9_999_999_999 })).toString("base64url");
  const tokens: Record<string, string> = {
    none: "",
    "no token": "Bearer",
    nonsense: "Bearer nonsense",
    "another scheme": "Basic dTpw",
    expired: `Bearer ${await stack.issueToken({ ...ask, expiresInSeconds: -60 })}`,
    "not yet valid": `Bearer ${await stack.issueToken({ ...ask, claims: { nbf: 9_999_999_999 } })}`,
    "another issuer": `Bearer ${await stack.issueToken({ ...ask, claims: { iss: "https://elsewhere.example.org/" } })}`,
    "another audience": `Bearer ${await stack.issueToken({ ...ask, claims: { aud: "another" } })}`,
    "an id token of another client": `Bearer ${await stack.issueToken({ ...ask, claims: { aud: ["x"], client_id: audience } })}`,
    "another key": `Bearer ${await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "local" }).setExpirationTime("1h").sign(strangers.privateKey)}`,
    "another algorithm": `Bearer ${await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setExpirationTime("1h").sign(secret)}`,
    "no algorithm": `Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${forged}.`,
    "other claims under the same signature": `Bearer ${head}.${forged}.${signature}`,
  };
  for (const [name, authorization] of Object.entries(tokens)) {
    const response = await fetch(`${stack.baseUrl}/things/1`, { headers: authorization ? { authorization } : {} });
    expect([name, response.status, response.headers.get("www-authenticate")]).toEqual([name, 401, "Bearer"]);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toEqual({
      type: "/v1/problems#UNAUTHENTICATED",
      title: "Unauthorized",
      status: 401,
      code: "UNAUTHENTICATED",
      detail: expect.any(String),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  }
});

it("takes a token that names the client instead of an audience, as Cognito's access tokens do", async () => {
  const stack = shared();
  const token = await stack.issueToken({
    userId: "u",
    permissions: [],
    claims: { aud: undefined, client_id: audience },
  });
  expect((await call(stack, "/things/1", { headers: { authorization: token } })).status).toBe(200);
});

it("asks for one of the route's scopes when it has any", async () => {
  const stack = await runStack({
    functions: { echo: { code: echo, routes: ["GET /things"] } },
    resources: {
      echoRoute0: {
        Type: "AWS::ApiGatewayV2::Route",
        Properties: {
          RouteKey: "GET /things",
          Target: { "Fn::Join": ["/", ["integrations", { Ref: "echoIntegration" }]] },
          AuthorizationType: "JWT",
          AuthorizerId: { Ref: "Token" },
          AuthorizationScopes: ["things/read"],
        },
      },
    },
  });
  const token = await stack.issueToken({ userId: "u", permissions: [], claims: { scope: "openid things/read" } });
  expect((await call(stack, "/things")).status).toBe(403);
  const allowed = await call(stack, "/things", { headers: { authorization: `Bearer ${token}` } });
  expect(await allowed.json()).toMatchObject({ requestContext: { authorizer: { jwt: { scopes: ["things/read"] } } } });
});
