import { describe, expect, it } from "vitest";
import { type Claims, type TokenTerms, tokenFault } from "../../functions/runtime/access-token.ts";

const elsewhere = expect.stringContaining("access token");
const scopeless = expect.stringContaining("scope");
const ofAnother = expect.stringContaining("agency");

/** What issuers write into tokens for people, without what all kinds have. */
const issued: Readonly<Record<string, { readonly access: Claims; readonly id: Claims }>> = {
  Cognito: {
    access: { token_use: "access", client_id: "pages", scope: "openid prior-auth-tracker/use", auth_time: "1" },
    id: { token_use: "id", aud: "pages", auth_time: "1", at_hash: "x", "cognito:username": "lee" },
  },
  Entra: { access: { scp: "tracker.use", azp: "pages", ver: "2.0" }, id: { ver: "2.0", nonce: "n", aud: "pages" } },
  Okta: { access: { cid: "pages", scp: "[openid tracker.use]" }, id: { amr: "[pwd]", at_hash: "x" } },
  Auth0: { access: { scope: "openid tracker.use", azp: "pages" }, id: { sid: "s", nonce: "n" } },
  Keycloak: {
    access: { typ: "Bearer", azp: "pages", scope: "openid tracker.use", nonce: "n" },
    id: { typ: "ID", azp: "pages", nonce: "n", at_hash: "x" },
  },
  "RFC 9068": { access: { client_id: "pages", jti: "1", scope: "tracker.use" }, id: { aud: "pages", azp: "pages" } },
};

describe.each(Object.entries(issued))("tokens of %s", (_, { access, id }) => {
  it("open the API as access tokens, and never as id tokens, even without a scope to tell them apart", () => {
    expect(tokenFault(access, {})).toBeUndefined();
    expect(tokenFault(id, {})).toEqual(elsewhere);
  });
});

describe("a token is refused", () => {
  const scope = "prior-auth-tracker/use";
  const agencyClaim = { name: "https://example.org/agency", value: "willow-creek" };
  const { name } = agencyClaim;
  const good = { scope: `openid ${scope}` };

  it.each<[string, Claims, TokenTerms, unknown]>([
    ["that shows nothing of what it is for", { aud: "tracker" }, {}, elsewhere],
    ["of another use", { ...good, token_use: "refresh" }, {}, elsewhere],
    ["of another type", { ...good, typ: "Refresh" }, {}, elsewhere],
    ["of a type that nobody knows", { ...good, typ: "something" }, {}, elsewhere],
    [
      "that ends a session (a logout token)",
      { events: "map[http://schemas.openid.net:map[]]", sid: "1" },
      {},
      elsewhere,
    ],
    ["with the hash of an access token", { ...good, at_hash: "x" }, {}, elsewhere],
    ["with the hash of a code", { ...good, c_hash: "x" }, {}, elsewhere],
    ["with a nonce and no type that says what it is", { ...good, nonce: "n" }, {}, elsewhere],
    ["without the scope", { scope: "openid email" }, { scope }, scopeless],
    ["whose client is known but which has no scope", { client_id: "pages" }, { scope }, scopeless],
    ["with more than the scope in one word", { scope: `${scope}s` }, { scope }, scopeless],
    ["without the agency's claim", good, { agencyClaim }, ofAnother],
    ["of another agency", { ...good, [name]: "juniper-ridge" }, { agencyClaim }, ofAnother],
    ["of several agencies in one text", { ...good, [name]: "juniper-ridge willow-creek" }, { agencyClaim }, ofAnother],
    ["of an agency that begins alike", { ...good, [name]: "willow-creek-2" }, { agencyClaim }, ofAnother],
  ])("%s", (_, claims, terms, fault) => {
    expect(tokenFault(claims, terms)).toEqual(fault);
  });

  it.each<[string, Claims, TokenTerms]>([
    ["has the scope among others", good, { scope }],
    ["has it in a list", { scp: `[openid ${scope}]` }, { scope }],
    ["says by its type what it is", { ...good, typ: "at+jwt", nonce: "n" }, { scope }],
    ["is of this agency", { ...good, [name]: "willow-creek" }, { agencyClaim }],
    ["is of this agency and others", { ...good, [name]: "[juniper-ridge willow-creek]" }, { agencyClaim }],
  ])("not when it %s", (_, claims, terms) => {
    expect(tokenFault(claims, terms)).toBeUndefined();
  });
});
