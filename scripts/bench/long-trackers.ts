import { type Browser, chromium } from "playwright-core";
import type { LocalStack } from "../../local/local-stack.ts";
import { chromiumPath, startChromium } from "../../test/browser/chromium.ts";
import type { Entering } from "./entering.ts";
import { median, type Ratio } from "./figures.ts";

const rounds = 15;
const lengths = [10, 200] as const;

/** What a user waits for, in milliseconds. */
interface Waits {
  /** From going to the page until a row that was clicked is open. */
  readonly whole: number;
  /** Of which the API took until it had answered. */
  readonly api: number;
  /** From the answer until the row was open. */
  readonly rendering: number;
}

/**
 * How soon a tracker of 200 authorizations can be used, beside one of 10, in Chromium: on the Note page, from the moment it is
 * opened by a browser that has nothing of the site yet. The first row's details are clicked as soon as they are there.
 * Without Chromium there are no figures.
 */
export async function longTrackers(stack: LocalStack, { send, enterClient }: Entering): Promise<Ratio[]> {
  if (chromiumPath() === undefined) return [];
  for (const length of lengths) {
    const path = `/v1/clients/LONG-${length}/services`;
    for (const [index, authorizationId] of (await enterClient(`LONG-${length}`, length)).entries()) {
      const service = { activityCode: "BENCH", serviceDate: stack.today(), units: 2 + (index % 40), authorizationId };
      await send("PUT", `${path}/LONG-${length}-${index}`, service);
    }
  }
  const server = await startChromium();
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const waits: Record<(typeof lengths)[number], Waits[]> = { 10: [], 200: [] };
    // The first openings compile scripts and start functions.
    for (let round = -2; round < rounds; round++) {
      for (const length of lengths) {
        const waited = await opening(browser, stack, `LONG-${length}`);
        if (round >= 0) waits[length].push(waited);
      }
    }
    const ratio = (what: string, part: keyof Waits): Ratio => {
      const [base, measured] = lengths.map((length) => median(waits[length].map((each) => each[part])));
      return { what, base: base ?? 0, measured: measured ?? 0, unit: "ms" };
    };
    return [
      ratio("the page, until a row is open", "whole"),
      ratio("of which the API's answer", "api"),
      ratio("of which the element, until the row is open", "rendering"),
    ];
  } finally {
    await server.close();
  }
}

async function opening(browser: Browser, { baseUrl }: LocalStack, clientId: string): Promise<Waits> {
  const context = await browser.newContext({ baseURL: baseUrl, viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(`/note.html?client=${clientId}`, { waitUntil: "commit" });
    return await page.evaluate(async () => {
      const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
      const find = (selector: string) =>
        document.querySelector("authorization-tracker")?.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
      while (find("button[aria-expanded]") === null) await frame();
      find("td.toggle button")?.click();
      while (find("tr.details") === null) await frame();
      // What was rendered is on the screen when the next frame begins.
      await frame();
      const whole = performance.now();
      const [answer] = performance
        .getEntriesByType("resource")
        .filter(({ name }) => name.includes("authorization-tracker?")) as PerformanceResourceTiming[];
      const { startTime = 0, responseEnd = 0 } = answer ?? {};
      return { whole, api: responseEnd - startTime, rendering: whole - responseEnd };
    });
  } finally {
    await context.close();
  }
}
