import { expect, it } from "vitest";
import { ConnectionError } from "../../clients/typescript/src/index.ts";
import { type MockIssuer, testIssuer } from "./mock-issuer.ts";
import { site, type Tab, TestBrowser } from "./tab.ts";

/** So short that every call renews it. */
const nearlyOver = { expires_in: 30 };

function openTab(issuer: MockIssuer, browser = new TestBrowser()): Tab {
  return browser.open(issuer.login);
}

function claimsOf(token: string) {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

it("signs in by code and PKCE, and comes back to the page and the client where the user was", async () => {
  const issuer = await testIssuer();
  const tab = openTab(issuer);
  const session = await tab.session(`${site}/reports.html?report=caps-drift&sort=-units`);
  expect(tab.visited.at(-1)).toBe(`${site}/reports.html?report=caps-drift&sort=-units`);
  const asked = new URL(tab.visited[1] ?? "");
  expect(Object.fromEntries(asked.searchParams)).toEqual({
    client_id: "pages",
    redirect_uri: `${site}/`,
    response_type: "code",
    scope: "openid",
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: "S256",
  });
  expect(session.user).toEqual({ userId: "u-1", name: "Ada Okafor" });
  expect(claimsOf(await session.token())).toMatchObject({ sub: "u-1", client_id: "pages" });
});

it("tells an issuer the scopes and the audience that the deployment names", async () => {
  const issuer = await testIssuer();
  const login = { ...issuer.login, scopes: ["openid", "offline_access"], audience: "prior-auth-api" };
  const tab = new TestBrowser().open(login);
  await tab.session();
  const asked = new URL(tab.visited[1] ?? "").searchParams;
  expect([asked.get("scope"), asked.get("audience")]).toEqual(["openid offline_access", "prior-auth-api"]);
});

it.each<[string, unknown]>([
  ["a list", ["auths:confirm", "reports:read", "something:else"]],
  ["one text with spaces", "auths:confirm reports:read something:else"],
])("knows what the user may do from the claim of the access token, %s", async (_, permissions) => {
  const issuer = await testIssuer("cognito:groups");
  issuer.user.permissions = permissions;
  const session = await openTab(issuer).session();
  expect([...session.permissions]).toEqual(["auths:confirm", "reports:read"]);
});

it("offers nothing to a user whose token names no permission", async () => {
  const issuer = await testIssuer();
  issuer.user.permissions = undefined;
  expect((await openTab(issuer).session()).permissions.size).toBe(0);
});

it("keeps no token in the browser's storage, and what it kept of the attempt only until it is used", async () => {
  const tab = openTab(await testIssuer());
  await tab.session();
  expect([...tab.kept]).toEqual([]);
});

it("does not take an answer to a question that this tab has not asked, and asks its own when the user wants to", async () => {
  const issuer = await testIssuer();
  const tab = openTab(issuer);
  const outcome = await tab.go(`${site}/?code=stolen&state=someone-elses`);
  expect([outcome, issuer.grants]).toMatchObject([{ asks: { kind: "failed" } }, []]);
  const left = tab.next();
  tab.asked?.press();
  expect(await left).toEqual({ leftFor: "/" });
  await tab.session();
});

it("does not take tokens of another attempt: the nonce has to be its own", async () => {
  const issuer = await testIssuer();
  issuer.server.service.on("beforeTokenSigning", ({ payload }) => {
    if (payload["nonce"] !== undefined) payload["nonce"] = "another";
  });
  expect(await openTab(issuer).go(`${site}/`)).toMatchObject({
    asks: { kind: "failed", reason: expect.stringMatching(/can't be used/) },
  });
});

it("shows the issuer's own words when it refuses, and goes there again when the user wants to", async () => {
  const issuer = await testIssuer();
  const tab = openTab(issuer);
  issuer.server.service.once("beforeAuthorizeRedirect", ({ url }) => {
    url.searchParams.delete("code");
    url.searchParams.set("error", "access_denied");
    url.searchParams.set("error_description", "You are not assigned to this application.");
  });
  const outcome = await tab.go(`${site}/note.html?client=C1001`);
  expect(outcome).toMatchObject({
    asks: { kind: "failed", reason: "The sign-in service answered: You are not assigned to this application." },
  });
  const left = tab.next();
  if ("press" in outcome) outcome.press();
  const again = await left;
  await tab.session("leftFor" in again ? again.leftFor : "");
  expect(tab.visited.at(-1)).toBe(`${site}/note.html?client=C1001`);
});

it("says that the issuer can't be reached instead of going there", async () => {
  const issuer = await testIssuer();
  await issuer.stop();
  expect(await openTab(issuer).go(`${site}/`)).toMatchObject({
    asks: { kind: "failed", reason: expect.stringMatching(/can't be reached/) },
  });
});

it("renews a token in place before it is over, once for all who ask meanwhile", async () => {
  const issuer = await testIssuer();
  issuer.answers = nearlyOver;
  const session = await openTab(issuer).session();
  await Promise.all([session.token(), session.token(), session.token()]);
  expect(issuer.grants).toEqual(["authorization_code", "refresh_token"]);
});

it("keeps a token that is good for a while, and renews it when the API refuses it", async () => {
  const issuer = await testIssuer();
  const session = await openTab(issuer).session();
  const token = await session.token();
  expect(await session.token()).toBe(token);
  await session.token(true);
  expect(issuer.grants).toEqual(["authorization_code", "refresh_token"]);
});

it("renews by the newest token that renews, when the issuer changes it", async () => {
  const issuer = await testIssuer();
  const renewedBy: unknown[] = [];
  issuer.server.service.on("beforeResponse", (response, { body }) => {
    renewedBy.push(body?.["refresh_token"]);
    if (typeof response.body === "object") Object.assign(response.body, { refresh_token: `r${renewedBy.length}` });
  });
  issuer.answers = nearlyOver;
  const session = await openTab(issuer).session();
  await session.token();
  await session.token();
  expect(renewedBy).toEqual([undefined, "r1", "r2"]);
});

it("tells pages when the user may do something else from now on", async () => {
  const issuer = await testIssuer();
  issuer.answers = nearlyOver;
  const session = await openTab(issuer).session();
  let changes = 0;
  session.addEventListener("change", () => changes++);
  await session.token();
  issuer.user.permissions = ["auths:write", "auths:confirm"];
  await session.token();
  expect([changes, [...session.permissions]]).toEqual([1, ["auths:write", "auths:confirm"]]);
});

it("says that there was no connection when the issuer can't be reached for a while, and ends nothing", async () => {
  const issuer = await testIssuer();
  issuer.answers = nearlyOver;
  const tab = openTab(issuer);
  const session = await tab.session();
  await issuer.stop();
  await expect(session.token()).rejects.toThrow(ConnectionError);
  expect(tab.asked).toBeUndefined();
});

it("uses a token without one that renews it to its last moment", async () => {
  const issuer = await testIssuer();
  issuer.answers = { ...nearlyOver, refresh_token: undefined };
  const tab = openTab(issuer);
  const session = await tab.session();
  expect(await session.token()).toBe(await session.token());
  expect([issuer.grants, tab.asked]).toEqual([["authorization_code"], undefined]);
});

/** A page whose sign-in the issuer does not renew any more, and which waits for the user. */
async function endedPage(issuer: MockIssuer, browser = new TestBrowser()) {
  issuer.answers = nearlyOver;
  const tab = openTab(issuer, browser);
  const session = await tab.session(`${site}/?client=C1001`);
  issuer.refuses = { error: "invalid_grant" };
  const asked = tab.next();
  const call = session.token();
  expect(await asked).toMatchObject({ asks: { kind: "ended" } });
  issuer.refuses = undefined;
  issuer.answers = {};
  return { tab, session, call };
}

it("covers a page whose sign-in has ended without leaving it, and its calls go on after signing in in a window", async () => {
  const issuer = await testIssuer();
  const { tab, session, call } = await endedPage(issuer);
  const pages = tab.visited.length;
  tab.asked?.press();
  expect(claimsOf(await call)).toMatchObject({ sub: "u-1" });
  expect(await session.token()).toBe(await call);
  expect([tab.visited.length, tab.asked, tab.windows.map(({ isClosed }) => isClosed)]).toEqual([
    pages,
    undefined,
    [true],
  ]);
});

it("opens the page anew when somebody else signs in, so that nothing of the one is left to the other", async () => {
  const issuer = await testIssuer();
  const { tab } = await endedPage(issuer);
  issuer.user = { sub: "u-2", name: "Ben Ito", permissions: [] };
  tab.asked?.press();
  await tab.next();
  const left = await tab.next();
  expect(left).toEqual({ leftFor: `${site}/?client=C1001` });
});

it("says why when signing in again does not work, and asks again", async () => {
  const issuer = await testIssuer();
  const { tab, call } = await endedPage(issuer);
  issuer.refuses = { error: "server_error", error_description: "Closed for the night." };
  tab.asked?.press();
  await tab.next();
  expect(await tab.next()).toMatchObject({
    asks: { kind: "ended", reason: "The sign-in service answered: Closed for the night." },
  });
  issuer.refuses = undefined;
  tab.asked?.press();
  expect(claimsOf(await call)).toMatchObject({ sub: "u-1" });
});

it("says that the browser lets no window open", async () => {
  const { tab } = await endedPage(await testIssuer());
  tab.blocksWindows = true;
  tab.asked?.press();
  expect(await tab.next()).toMatchObject({
    asks: { kind: "ended", reason: expect.stringMatching(/Allow this site to open windows/) },
  });
});

it("signs out with the issuer too, and does not sign in again before the user wants it", async () => {
  const issuer = await testIssuer();
  const tab = openTab(issuer);
  const session = await tab.session(`${site}/audit.html`);
  const left = tab.next();
  void session.signOut();
  const outcome = await left;
  const address = new URL("leftFor" in outcome ? outcome.leftFor : "");
  expect(address.origin).toBe(issuer.login.issuer);
  expect(Object.fromEntries(address.searchParams)).toEqual({
    logout_hint: "u-1",
    client_id: "pages",
    post_logout_redirect_uri: `${site}/`,
    logout_uri: `${site}/`,
  });
  for (const next of [address.href, `${site}/note.html`]) {
    expect(await tab.go(next)).toMatchObject({ asks: { kind: "signed-out" } });
  }
  tab.asked?.press();
  const signIn = await tab.next();
  await tab.session("leftFor" in signIn ? signIn.leftFor : "");
});

it("puts no token into an address, signing in or out", async () => {
  const issuer = await testIssuer();
  const tab = openTab(issuer);
  const session = await tab.session();
  const left = tab.next();
  void session.signOut();
  const outcome = await left;
  for (const address of [...tab.visited, "leftFor" in outcome ? outcome.leftFor : ""]) {
    // As every JWT begins.
    expect(address).not.toContain("eyJ");
  }
});

it("takes the token back that renews others when the user signs out, in every tab", async () => {
  const issuer = await testIssuer();
  const browser = new TestBrowser();
  issuer.answers = { refresh_token: "first-tab" };
  const session = await openTab(issuer, browser).session();
  issuer.answers = { refresh_token: "second-tab" };
  await openTab(issuer, browser).session();
  await session.signOut();
  const asked = { client_id: "pages", token_type_hint: "refresh_token" };
  await expect
    .poll(() => issuer.revoked.toSorted((one, other) => (one["token"] ?? "").localeCompare(other["token"] ?? "")))
    .toEqual([
      { ...asked, token: "first-tab" },
      { ...asked, token: "second-tab" },
    ]);
});

it("takes back what the issuer gives while somebody signs out in another tab", async () => {
  const issuer = await testIssuer();
  issuer.answers = { ...nearlyOver, refresh_token: "first" };
  const browser = new TestBrowser();
  const [tab, other] = [openTab(issuer, browser), openTab(issuer, browser)];
  const [session, others] = [await tab.session(), await other.session()];
  issuer.answers = { ...nearlyOver, refresh_token: "renewed" };
  void others.token();
  await session.signOut();
  await expect.poll(() => issuer.revoked.map(({ token }) => token)).toContain("renewed");
});

it("signs out even when the issuer takes nothing back", async () => {
  const issuer = await testIssuer();
  const tab = openTab(issuer);
  const session = await tab.session();
  const left = tab.next();
  await issuer.stop();
  void session.signOut();
  expect(await left).toMatchObject({ leftFor: expect.stringContaining("logout_hint=u-1") });
});

it("leaves nothing in any tab when nobody has used them, and says so to whoever comes", async () => {
  const issuer = await testIssuer();
  issuer.answers = { refresh_token: "to-take-back" };
  const browser = new TestBrowser();
  const [tab, other] = [openTab(issuer, browser), openTab(issuer, browser)];
  const session = await tab.session(`${site}/?client=C1001`);
  await other.session(`${site}/audit.html?client=C1001`);
  const covered = Promise.all([tab.next(), other.next()]);
  void session.signOut("idle");
  // Before anything else, however long the issuer takes.
  expect(await covered).toMatchObject([{ asks: { kind: "leaving" } }, { asks: { kind: "leaving" } }]);
  expect([tab.isCleared, other.isCleared]).toEqual([true, true]);
  for (const one of await Promise.all([tab.next(), other.next()]))
    expect(one).toMatchObject({ leftFor: expect.stringMatching(/^http.*[?&]logout_hint=u-1/) });
  expect(issuer.revoked).toHaveLength(2);
  expect(await tab.go(`${site}/`)).toMatchObject({ asks: { kind: "signed-off" } });
});

it("covers all tabs when somebody signs out in one", async () => {
  const issuer = await testIssuer();
  const browser = new TestBrowser();
  const [tab, other] = [openTab(issuer, browser), openTab(issuer, browser)];
  const session = await tab.session();
  await other.session();
  const asked = other.next();
  void session.signOut();
  expect(await asked).toMatchObject({ asks: { kind: "ended" } });
});

it("renews nothing for somebody who signs out in another tab meanwhile", async () => {
  const issuer = await testIssuer();
  issuer.answers = nearlyOver;
  const browser = new TestBrowser();
  const [tab, other] = [openTab(issuer, browser), openTab(issuer, browser)];
  const [session, others] = [await tab.session(), await other.session()];
  const asked = other.next();
  void others.token();
  void session.signOut();
  expect(await asked).toMatchObject({ asks: { kind: "ended" } });
});

it("ends the session where the deployment says, with an issuer that does not say it", async () => {
  const issuer = await testIssuer();
  issuer.server.service.on("beforeWellKnownOpenIdConfiguration", ({ body }) => {
    Reflect.deleteProperty(body as object, "end_session_endpoint");
  });
  const endSessionEndpoint = "https://pool.auth.us-east-1.amazoncognito.com/logout";
  const tab = new TestBrowser().open({ ...issuer.login, endSessionEndpoint });
  const session = await tab.session();
  const left = tab.next();
  void session.signOut();
  expect(await left).toMatchObject({ leftFor: expect.stringMatching(/^https:\/\/pool\.auth.*[?&]logout_uri=/) });
});
