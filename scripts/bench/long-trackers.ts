import { type Browser, chromium, type Page } from "playwright-core";
import type { LocalStack } from "../../local/local-stack.ts";
import { clientPartition } from "../../store/keys.ts";
import { queryAll } from "../../store/opened-table.ts";
import { table as attributes } from "../../store/table.ts";
import { chromiumPath, startChromium } from "../../test/browser/chromium.ts";
import { servicesOn } from "../../test/engine/handlers-in-process.ts";
import { median, type Ratio, timed } from "./figures.ts";
import { type Send, sender } from "./sender.ts";

const rounds = 15;
const lengths = { short: 10, long: 200 };
type Length = keyof typeof lengths;

/** What a user waits for, in milliseconds. */
interface Waits {
  /** From the element's being given its client until a row that was clicked is open. */
  readonly whole: number;
  /** Of which the API took until it had answered. */
  readonly api: number;
  /** From the answer until the row was open. */
  readonly rendering: number;
  /** From the answer until the last row was there. */
  readonly allRows: number;
}

/**
 * How soon a tracker of 200 authorizations can be used, beside one of 10, in Chromium: on the Note page, from the moment it is
 * opened, and on a page with the element alone, from the moment the element has its client. The first row's details are
 * clicked as soon as they are there. Without Chromium there are no figures.
 */
export async function longTrackers(stack: LocalStack): Promise<Ratio[]> {
  if (chromiumPath() === undefined) return [];
  const token = await stack.issueToken({
    userId: "bench",
    permissions: ["setup:write", "clients:write", "insurances:write", "auths:write", "services:write"],
  });
  const send = sender(stack, token);
  for (const length of Object.keys(lengths) as Length[]) await enterTracker(send, length, stack.today());
  const server = await startChromium();
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const waits: Record<Length, Waits[]> = { short: [], long: [] };
    const pages: Record<Length, number[]> = { short: [], long: [] };
    // The first opening of each compiles scripts and starts functions.
    for (let round = -2; round < rounds; round++) {
      for (const length of ["short", "long"] as const) {
        const page = await pageOpening(browser, stack, length);
        const element = await elementOpening(browser, stack, token, length);
        if (round < 0) continue;
        pages[length].push(page);
        waits[length].push(element);
      }
    }
    const ratio = (what: string, part: keyof Waits): Ratio => ({
      what,
      base: median(waits.short.map((each) => each[part])),
      measured: median(waits.long.map((each) => each[part])),
      unit: "ms",
    });
    return [
      { what: "the page, until a row is open", base: median(pages.short), measured: median(pages.long), unit: "ms" },
      ratio("the element alone, until a row is open", "whole"),
      ratio("of which the API's answer", "api"),
      await database(stack),
      ratio("of which the element, until the row is open", "rendering"),
      ratio("until all rows are there, from the answer", "allRows"),
    ];
  } finally {
    await server.close();
  }
}

/** The one Query that the API's answer is made of, asked alone: what is left of the answer is ours. */
async function database(stack: LocalStack): Promise<Ratio> {
  const { table } = servicesOn(stack);
  const query = (length: Length) =>
    queryAll(table, {
      KeyConditionExpression: "#pk = :pk",
      ExpressionAttributeNames: { "#pk": attributes.partitionKey },
      ExpressionAttributeValues: { ":pk": clientPartition(clientOf(length)) },
    });
  const millis: Record<Length, number[]> = { short: [], long: [] };
  for (let round = 0; round < 2 * rounds; round++) {
    for (const length of ["short", "long"] as const) millis[length].push(await timed(() => query(length)));
  }
  const [base, measured] = [median(millis.short), median(millis.long)];
  return { what: "of which the database's, asked alone", base, measured, unit: "ms" };
}

/** From the moment somebody goes to the Note page of a client, whose browser has nothing of the site yet. */
async function pageOpening(browser: Browser, { baseUrl }: LocalStack, length: Length): Promise<number> {
  const context = await browser.newContext({ baseURL: baseUrl, viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(`/note.html?client=${clientOf(length)}`, { waitUntil: "commit" });
    return await page.evaluate(async () => {
      const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
      const find = (selector: string) =>
        document.querySelector("authorization-tracker")?.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
      while (find("button[aria-expanded]") === null) await frame();
      find("td.toggle button")?.click();
      while (find("tr.details") === null) await frame();
      await frame();
      return performance.now();
    });
  } finally {
    await context.close();
  }
}

async function elementOpening(
  browser: Browser,
  { baseUrl }: LocalStack,
  token: string,
  length: Length,
): Promise<Waits> {
  const context = await browser.newContext({ baseURL: baseUrl, viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    const html = `<!doctype html><script type="module" src="/authorization-tracker.js"></script>`;
    await context.route("**/bench", (route) => route.fulfill({ contentType: "text/html", body: html }));
    await page.goto("/bench");
    await page.evaluate(() => customElements.whenDefined("authorization-tracker"));
    return await measured(page, token, length);
  } finally {
    await context.close();
  }
}

function measured(page: Page, token: string, length: Length): Promise<Waits> {
  return page.evaluate(
    async ({ clientId, token, rows }) => {
      const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
      const until = async (isSo: () => boolean) => {
        while (!isSo()) await frame();
        // What was rendered is on the screen when the next frame begins.
        await frame();
        return performance.now();
      };
      const element = document.createElement("authorization-tracker");
      const find = (selector: string) => element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [];
      const begin = performance.now();
      Object.assign(element, { clientId, context: "NOTE", apiBase: "", token });
      document.body.append(element);
      await until(() => find("button[aria-expanded]").length > 0);
      find("td.toggle button")[0]?.click();
      const isOpen = await until(() => find("tr.details").length > 0);
      const all = await until(() => find("tr[data-id]").length === rows);
      const [answer] = performance
        .getEntriesByType("resource")
        .filter(({ name }) => name.includes("authorization-tracker?")) as PerformanceResourceTiming[];
      const answered = answer?.responseEnd ?? 0;
      return { whole: isOpen - begin, api: answered - begin, rendering: isOpen - answered, allRows: all - answered };
    },
    { clientId: clientOf(length), token, rows: lengths[length] },
  );
}

const clientOf = (length: Length) => `LONG-${lengths[length]}`;

async function enterTracker(send: Send, length: Length, today: string): Promise<void> {
  const year = Number(today.slice(0, 4));
  const clientId = clientOf(length);
  await send("PUT", "/v1/payers/LONG", { name: "Payer of long trackers", priorAuthsRequired: true });
  await send("PUT", "/v1/activity-codes/LONG", { procedureCode: "H0004", label: "Individual counselling (15 min)" });
  const person = { firstName: "Ada", lastName: "Long", dateOfBirth: "2015-01-01", status: "ACTIVE" };
  await send("PUT", `/v1/clients/${clientId}`, person);
  const insurance = { priority: 1, payerId: "LONG", subscriberNumber: "S-1" };
  const { insuranceId } = await send("POST", `/v1/clients/${clientId}/insurances`, insurance);
  for (let index = 0; index < lengths[length]; index++) {
    const body = {
      insuranceId,
      authorizationNumber: `PA-26-${index}`,
      procedure: { activityCode: "LONG" },
      authUnits: 96,
      authVisits: 24,
      effectiveDate: `${year}-01-01`,
      expirationDate: `${year + 1}-12-31`,
      notes: "Approved by phone.",
    };
    const { authorizationId } = await send("POST", `/v1/clients/${clientId}/authorizations`, body);
    const service = { activityCode: "LONG", serviceDate: today, units: 2 + (index % 40), authorizationId };
    await send("PUT", `/v1/clients/${clientId}/services/${clientId}-${index}`, service);
  }
}
