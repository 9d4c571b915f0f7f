import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildWebSite } from "../../../lib/web-site/web-site-build.ts";
import { testIssuer } from "../../web/mock-issuer.ts";
import { runStack } from "../hand-made-stack.ts";

const handMade = {
  functions: { open: { code: "exports.handler = async () => ({})", routes: ["public GET /things"] } },
};

function runWithPages() {
  return runStack(handMade, { webSite: buildWebSite({ local: true }) });
}

it("serves the web pages at /, each in the shell that all share", async () => {
  const { baseUrl } = await runWithPages();
  for (const [path, title] of [
    ["/", "Face Sheet"],
    ["/note.html", "Note"],
    ["/itp.html", "ITP"],
    ["/setup.html", "Setup"],
    ["/audit.html", "Audit"],
    ["/events.html", "Events"],
  ] as const) {
    const response = await fetch(`${baseUrl}${path}`);
    const page = await response.text();
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page).toContain(`<title>${title} · Prior Authorizations</title>`);
    expect(page).toContain(`aria-current="page">${title}</a>`);
    expect(page).not.toContain("{{");
  }
});

it("deploys no page that only the local server can fill, and no link to one", () => {
  const directory = buildWebSite({ local: false });
  expect(readdirSync(directory)).not.toContain("events.html");
  expect(readdirSync(directory)).not.toContain("events.js");
  expect(readFileSync(join(directory, "setup.html"), "utf8")).not.toContain("events.html");
});

it("lets a page run nothing but the site's own files", async () => {
  const { baseUrl } = await runWithPages();
  const response = await fetch(baseUrl);
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  expect(policy).not.toContain("*");
  // What the policy keeps from running must not be there in the first place.
  expect(await response.text()).not.toMatch(/<style|style=|onclick=|<script(?![^>]* src=)/);
});

it("lets pages of other origins load the elements as a module", async () => {
  const { baseUrl } = await runWithPages();
  const { headers } = await fetch(`${baseUrl}/authorization-tracker.js`, {
    headers: { origin: "https://ehr.example" },
  });
  expect(headers.get("access-control-allow-origin")).toBe("*");
});

it("serves files to be read only, and leaves every other address to the API", async () => {
  const { baseUrl } = await runWithPages();
  const posted = await fetch(`${baseUrl}/authorization-tracker.js`, { method: "POST", body: "{}" });
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  const head = await fetch(`${baseUrl}/authorization-tracker.js`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  expect((await fetch(`${baseUrl}/things`)).status).toBe(200);
  const outside = await fetch(`${baseUrl}/..%2fpackage.json`);
  expect([outside.status, outside.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
});

it("tells the pages where the API is and who signs in", async () => {
  const { baseUrl } = await runWithPages();
  const response = await fetch(`${baseUrl}/site.json`);
  expect(await response.json()).toEqual({ apiBaseUrl: "", signOffAfterMinutes: 15, login: { type: "LOCAL" } });
});

it("has no pages without a web site", async () => {
  const { baseUrl } = await runStack(handMade);
  expect((await fetch(baseUrl)).status).toBe(404);
});

it("tells the pages of the issuer that users sign in with, lets them ask it alone, and takes its tokens beside its own", async () => {
  const { login, server } = await testIssuer();
  const { baseUrl, issueToken } = await runStack(
    { functions: { open: { code: "exports.handler = async () => ({})", routes: ["GET /things"] } } },
    { webSite: buildWebSite({ local: true }), login },
  );
  const site = await fetch(`${baseUrl}/site.json`);
  expect(await site.json()).toEqual({
    apiBaseUrl: "",
    signOffAfterMinutes: 15,
    login: { ...login, permissionsClaim: "permissions", readPermission: "REQUIRED" },
  });
  const policy = site.headers.get("content-security-policy")?.split("; ");
  expect(policy).toContain(`connect-src 'self' ${login.issuer}`);

  const statusWith = async (token: string) =>
    (await fetch(`${baseUrl}/things`, { headers: { authorization: `Bearer ${token}` } })).status;
  const theirs = (clientId: string) =>
    server.issuer.buildToken({
      scopesOrTransform: (_, payload) => Object.assign(payload, { sub: "u-1", client_id: clientId }),
    });
  expect(await statusWith(await issueToken({ userId: "u-1", permissions: ["clients:read"] }))).toBe(200);
  expect(await statusWith(await theirs(login.clientId))).toBe(200);
  expect(await statusWith(await theirs("somebody-else"))).toBe(401);
});
