import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildWebSite } from "../../lib/web-site-build.ts";
import { loadDemoAgency } from "../../local/demo-agency.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
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
  const file = join(root, "local", "sample-agency.json");
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

const trackerShown = (page: Page) => page.getByRole("table", { name: "Authorizations" }).waitFor();

const pictures: readonly Picture[] = [
  { name: "face-sheet", path: "/?client=C1001", act: trackerShown },
  { name: "face-sheet-dark", path: "/?client=C1004", dark: true, act: trackerShown },
  { name: "tracker-360", path: "/note.html?client=C1001", width: 360, act: trackerShown },
];

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
}

async function atTheSameTime(route: Route): Promise<void> {
  const response = await route.fetch();
  const body = (await response.text()).replaceAll(/"(\d{4}-\d\d-\d\d)T[\d:.]+Z"/g, '"$1T15:04:00.000Z"');
  await route.fulfill({ response, body });
}
