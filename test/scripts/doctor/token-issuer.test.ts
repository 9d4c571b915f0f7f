import { describe, expect, it } from "vitest";
import type { Finding } from "../../../scripts/doctor/finding.ts";
import { examineTokenIssuer } from "../../../scripts/doctor/token-issuer.ts";

describe("a token issuer", () => {
  const issuer = "https://login.example.org/realms/staff";
  const config = { tokenIssuer: { issuer, audience: ["tracker"] } } as Parameters<typeof examineTokenIssuer>[0];
  const answer =
    (body: unknown, status = 200) =>
    async () =>
      new Response(JSON.stringify(body), { status });

  it.each<[string, () => Promise<Response>, Finding["state"]]>([
    ["that names itself and its keys can be used", answer({ issuer, jwks_uri: `${issuer}/keys` }), "OK"],
    ["that names another issuer is a fault", answer({ issuer: `${issuer}/`, jwks_uri: "x" }), "FAULT"],
    ["without keys is a fault", answer({ issuer }), "FAULT"],
    ["that answers 404 is a fault", answer({}, 404), "FAULT"],
    ["that answers no JSON is a fault", async () => new Response("<html>"), "FAULT"],
    ["that can't be reached is not checked", () => Promise.reject(new TypeError("fetch failed")), "NOT_CHECKED"],
  ])("%s", async (_, get, state) => {
    const [finding] = await examineTokenIssuer(config, get);
    expect(finding?.state).toBe(state);
  });

  const keys = { issuer, jwks_uri: `${issuer}/keys` };
  it.each<[string, string | undefined, object, Finding["state"][]]>([
    [
      "lists the scope and takes tokens back",
      "use",
      { scopes_supported: ["use"], revocation_endpoint: "x" },
      ["OK", "OK"],
    ],
    ["lists no such scope", "use", { scopes_supported: ["openid"], revocation_endpoint: "x" }, ["NOT_CHECKED", "OK"]],
    ["lists no scopes", "use", { revocation_endpoint: "x" }, ["NOT_CHECKED", "OK"]],
    ["has no scope for this API", undefined, { scopes_supported: ["openid"] }, ["NOT_CHECKED", "NOT_CHECKED"]],
  ])("that %s is told so", async (_, scope, document, states) => {
    const tokenIssuer = { issuer, audience: ["tracker"], ...(scope !== undefined && { scope }) };
    const [, ...findings] = await examineTokenIssuer({ ...config, tokenIssuer }, answer({ ...keys, ...document }));
    expect(findings.map(({ state }) => state)).toEqual(states);
  });

  it("is asked at its own address", async () => {
    const urls: string[] = [];
    await examineTokenIssuer(config, async (url) => {
      urls.push(url);
      return new Response("{}");
    });
    expect(urls).toEqual([`${issuer}/.well-known/openid-configuration`]);
  });
});
