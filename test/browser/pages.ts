import { createRequire } from "node:module";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { inject } from "vitest";

let connection: Promise<Browser> | undefined;

/** The one browser of all test files. */
function browser(): Promise<Browser> {
  connection ??= chromium.connect(inject("browserEndpoint"));
  return connection;
}

export interface Opened extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of: errors of scripts, breaches of the security policy. */
  readonly complaints: readonly string[];
}

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** A page of the site in a context of its own, as if a user came to another computer. */
export async function opened(
  path: string,
  as: string = "supervisor",
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await (await browser()).newContext({
    baseURL: inject("baseUrl"),
    viewport: { width: 1280, height: 900 },
    locale: "en-US",
    timezoneId: "America/Chicago",
    ...options,
  });
  context.setDefaultTimeout(30_000);
  await context.addInitScript({ path: axe });
  await context.addInitScript((userId) => {
    // Once: whoever switches to another user stays that user on the next page.
    if (sessionStorage.length === 0) sessionStorage.setItem("prior-auth-tracker.user", userId);
  }, as);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    // A refused request is what many tests want to see, and Chromium tells each as an error.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  if (path !== "") await page.goto(path);
  const close = async () => {
    // What a route is still waiting for is of no interest any more, neither the context's nor a page's own.
    const routed = [context, ...context.pages()];
    await Promise.all(routed.map((each) => each.unrouteAll({ behavior: "ignoreErrors" })));
    await context.close();
  };
  return { page, context, complaints, [Symbol.asyncDispose]: close };
}
