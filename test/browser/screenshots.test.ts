import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildWebSite } from "../../lib/web-site/web-site-build.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { loadDemoAgency } from "../../local/sample/demo-agency.ts";
import { sampleToday } from "../setup/shared-agency.ts";
import { indexedPng } from "./indexed-png.ts";
import { type Opened, opened } from "./pages.ts";

const root = join(import.meta.dirname, "..", "..");
/** `npm run screenshots` puts them where the README finds them. */
const directory = join(root, process.env["SCREENSHOTS"] ?? join("build", "screenshots"));
const mostBytes = 150 * 1024;

/** An agency that no other test changes: the pictures are those of the sample. */
let stack: LocalStack;
beforeAll(async () => {
  mkdirSync(directory, { recursive: true });
  const file = join(root, "local", "sample", "sample-agency.json");
  stack = await startLocalStack({
    port: 0,
    today: sampleToday,
    webSite: buildWebSite({ local: true }),
    loadSample: (loaded) => loadDemoAgency(loaded, { file, shiftDays: false }),
  });
});
afterAll(() => stack.stop());

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly as?: string;
  readonly width?: number;
  readonly dark?: true;
  /** Only what the window shows: a dialog is in its middle. */
  readonly windowHeight?: number;
  /** Brings the page into the state worth showing. */
  readonly act?: (page: Page) => Promise<unknown>;
}

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const trackerShown = (page: Page) => page.getByRole("table", { name: "Authorizations" }).waitFor();
const tableShown = (page: Page) => page.getByRole("table").first().waitFor();

async function openDetails(page: Page): Promise<void> {
  await button(page, /^Details of PA-26-004417/).click();
  await page.getByRole("region", { name: /^Movements/ }).waitFor();
}

async function addRefused(page: Page): Promise<void> {
  await button(page, "Add a New Authorization").click();
  await page.getByLabel("Procedure").getByRole("option").nth(1).waitFor({ state: "attached" });
  await page.getByLabel("Auth units").fill("ninety");
  await button(page, "Save").click();
  await page.getByText("Nothing was saved yet.").waitFor();
}

/** Somebody else saves while the form is open. */
async function meet(page: Page): Promise<void> {
  await button(page, /^Details of PA-26-004417/).click();
  await button(page, "Edit PA-26-004417").click();
  await page.getByLabel("Notes").fill("Renewal asked for on March 12.");
  await page.evaluate(async () => {
    const asked = { userId: "u-else", permissions: ["clients:read", "auths:write"] };
    const answer = await fetch("/local/token", { method: "POST", body: JSON.stringify(asked) });
    const { access_token } = await answer.json();
    const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
    const path = "/v1/clients/C1001/authorizations/A3001";
    const { version } = await (await fetch(path, { headers })).json();
    const body = JSON.stringify({ authUnits: 104, notes: "104 units since March 15." });
    await fetch(path, { method: "PATCH", headers: { ...headers, "if-match": `"${version}"` }, body });
  });
  await button(page, "Save").click();
  await page.getByText(/Somebody else changed this authorization/).waitFor();
}

/** Pages of many parts. */
const allRead = (page: Page) => page.waitForLoadState("networkidle");

/** Those that change the agency come last. */
const pictures: readonly Picture[] = [
  { name: "face-sheet", path: "/?client=C1001", act: trackerShown },
  { name: "face-sheet-dark", path: "/?client=C1004", dark: true, act: trackerShown },
  { name: "tracker-360", path: "/note.html?client=C1001", width: 360, act: trackerShown },
  { name: "note-expanded", path: "/note.html?client=C1001", as: "clinician", act: openDetails },
  { name: "itp", path: "/itp.html?client=C1003", act: trackerShown },
  { name: "add-refused", path: "/?client=C1001", windowHeight: 1080, act: addRefused },
  { name: "billing", path: "/billing.html?client=C1001", as: "billing-specialist", act: tableShown },
  { name: "reports", path: "/reports.html", act: tableShown },
  { name: "reports-unconfirmed", path: "/reports.html?report=unconfirmed-authorizations", act: tableShown },
  { name: "setup", path: "/setup.html", as: "setup-admin", windowHeight: 1400, act: allRead },
  { name: "setup-settings", path: "/setup.html", as: "setup-admin", windowHeight: 1100, act: openSettings },
  {
    name: "audit",
    path: "/audit.html?client=C1001",
    windowHeight: 1400,
    act: (page) => page.getByRole("list", { name: "Entries" }).waitFor(),
  },
  {
    name: "events",
    path: "/events.html",
    windowHeight: 1400,
    act: (page) =>
      button(page, /^Send again/)
        .first()
        .waitFor(),
  },
  { name: "conflict", path: "/?client=C1001", windowHeight: 1200, act: meet },
];

async function openSettings(page: Page): Promise<void> {
  await page.getByText("Prairie State Medicaid").first().waitFor();
  await button(page, "Edit the Settings").click();
  await page.getByRole("dialog").waitFor();
}

it.each(pictures)("a picture of $name, of at most 150 KB", async (picture) => {
  await using at = await opened("", picture.as, {
    baseURL: stack.baseUrl,
    viewport: { width: picture.width ?? 1280, height: picture.windowHeight ?? 800 },
    colorScheme: picture.dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const { page } = at;
  await sameEverywhere(at);
  await page.goto(picture.path);
  await picture.act?.(page);
  await page.evaluate(() => document.fonts.ready);
  const shot = indexedPng(await page.screenshot({ fullPage: picture.windowHeight === undefined, caret: "hide" }));
  writeFileSync(join(directory, `${picture.name}.png`), shot);
  expect(shot.length).toBeLessThanOrEqual(mostBytes);
  expect(at.complaints).toEqual([]);
});

const font = createRequire(import.meta.url).resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");

/** A font of our own instead of the machine's, and one time of day: the same picture on every machine, at every hour. */
async function sameEverywhere({ context }: Opened): Promise<void> {
  await context.route("**/inter.woff2", (route) => route.fulfill({ path: font, contentType: "font/woff2" }));
  await context.route("**/tokens.css", async (route) => {
    const tokens = await (await route.fetch()).text();
    const face = `@font-face { font-family: Inter; font-weight: 100 900; src: url(/inter.woff2); }`;
    await route.fulfill({ contentType: "text/css", body: `${tokens}${face}:root { --pat-font: Inter; }` });
  });
  await context.route("**/v1/**", atTheSameTime);
  await context.route("**/local/events*", atTheSameTime);
}

async function atTheSameTime(route: Route): Promise<void> {
  const response = await route.fetch();
  const body = (await response.text()).replaceAll(/"(\d{4}-\d\d-\d\d)T[\d:.]+Z"/g, '"$1T15:04:00.000Z"');
  await route.fulfill({ response, body });
}
