import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { buildWebSite } from "../../lib/web-site/web-site-build.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { loadDemoAgency } from "../../local/sample/demo-agency.ts";
import { sampleToday } from "../setup/shared-agency.ts";
import { type MockIssuer, mockIssuer } from "../web/mock-issuer.ts";
import { axeViolations } from "./axe.ts";
import { opened } from "./pages.ts";

let issuer: MockIssuer;
let stack: LocalStack;

/** An agency of its own: the pages of the other files know demo users, these an issuer. */
beforeAll(async () => {
  issuer = await mockIssuer("cognito:groups");
  const { issuer: address, clientId } = issuer.login;
  const file = join(import.meta.dirname, "..", "..", "local", "sample", "sample-agency.json");
  stack = await startLocalStack({
    port: 0,
    today: sampleToday,
    webSite: buildWebSite({ local: true }),
    login: { issuer: address, clientId },
    loadSample: (loaded) => loadDemoAgency(loaded, { file, shiftDays: false }),
  });
});
afterAll(async () => {
  await stack.stop();
  await issuer.stop();
});
beforeEach(() => {
  issuer.user = {
    sub: "u-1",
    name: "Ada Okafor",
    permissions: ["clients:read", "auths:write", "insurances:write", "reports:read"],
  };
  issuer.answers = {};
  issuer.refuses = undefined;
});

const openedSite = (path: string) => opened(path, "", { baseURL: stack.baseUrl });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

it("comes back from the issuer to the page and the client, and stays signed in from page to page", async () => {
  await using at = await openedSite("/?client=C1001");
  const { page } = at;
  await page.getByRole("table", { name: "Authorizations" }).waitFor();
  expect(page.url()).toBe(`${stack.baseUrl}/?client=C1001`);
  await page.getByText("Ada Okafor").waitFor();
  await page.getByRole("link", { name: "Reports" }).click();
  await page.getByRole("heading", { name: "Reports" }).waitFor();
  await page.getByText("Ada Okafor").waitFor();
  expect(page.url()).toBe(`${stack.baseUrl}/reports.html`);
  // As every JWT begins.
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(stored).not.toContain("eyJ");
  expect(at.complaints).toEqual([]);
});

it("shows that nobody is signed in after signing out, until somebody wants to", async () => {
  await using at = await openedSite("/");
  const { page } = at;
  await button(page, "Sign out").click();
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.reload();
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await button(page, "Sign in").click();
  await button(page, "Sign out").waitFor();
  expect(at.complaints).toEqual([]);
});

it("signs out whoever does not use the page, with what was typed, and leaves nothing of the client", async () => {
  issuer.answers = { refresh_token: "to-take-back" };
  issuer.revoked.length = 0;
  await using at = await openedSite("");
  const { page } = at;
  await page.clock.install();
  await page.goto("/?client=C1001");
  await page.getByRole("table", { name: "Authorizations" }).waitFor();
  await button(page, "Add a New Authorization").click();
  await page.getByLabel("Auth #").fill("PA-NEVER-SAVED");
  await page.clock.fastForward("13:30");
  const warning = page.getByRole("alertdialog", { name: "You will be signed out soon" });
  await warning.waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press("Shift");
  await warning.waitFor({ state: "hidden" });
  expect(await page.getByLabel("Auth #").inputValue()).toBe("PA-NEVER-SAVED");
  await page.clock.fastForward("14:30");
  await button(page, "Stay signed in").click();
  await warning.waitFor({ state: "hidden" });
  await page.clock.fastForward("15:01");
  await page.getByRole("heading", { name: "You were signed out" }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  expect(new URL(page.url()).search).toBe("");
  expect(await page.content()).not.toMatch(/C1001|PA-NEVER-SAVED/);
  expect(issuer.revoked).toMatchObject([{ token: "to-take-back" }]);
  expect(at.complaints).toEqual([]);
});

it("shows the issuer's own words when it refuses", async () => {
  issuer.server.service.once("beforeAuthorizeRedirect", ({ url }) => {
    url.searchParams.delete("code");
    url.searchParams.set("error", "access_denied");
    url.searchParams.set("error_description", "You are not assigned to this application.");
  });
  await using at = await openedSite("/audit.html");
  const { page } = at;
  await page.getByText("The sign-in service answered: You are not assigned to this application.").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await button(page, "Try again").click();
  await button(page, "Sign out").waitFor();
  expect(page.url()).toBe(`${stack.baseUrl}/audit.html`);
});

it("loses nothing typed when the sign-in ends, and saves it after signing in in another window", async () => {
  issuer.answers = { expires_in: 30 };
  await using at = await openedSite("/?client=C1001");
  const { page, context } = at;
  await button(page, "Add a New Authorization").click();
  await page.getByLabel("Auth #").fill("PA-SIGNED-IN-AGAIN");
  await page.getByLabel("Procedure").selectOption({ index: 1 });
  await page.getByLabel("Effective date").fill("2026-03-01");
  await page.getByLabel("Expiration date").fill("2026-12-31");
  issuer.refuses = { error: "invalid_grant" };
  await button(page, "Save").click();
  await page.getByRole("heading", { name: "Your sign-in has ended" }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  issuer.refuses = undefined;
  issuer.answers = {};
  const opening = context.waitForEvent("page");
  await button(page, "Sign in again").click();
  const window = await opening;
  await page.getByText("PA-SIGNED-IN-AGAIN is added.").waitFor();
  // A browser that lets no page close its window says there that it is done.
  if (!window.isClosed()) await window.getByRole("heading", { name: "This window is done" }).waitFor();
  expect(at.complaints).toEqual([]);
});
