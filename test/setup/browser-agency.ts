import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildWebSite } from "../../lib/web-site/web-site-build.ts";
import { startLocalStack } from "../../local/local-stack.ts";
import { loadDemoAgency } from "../../local/sample/demo-agency.ts";
import { startChromium } from "../browser/chromium.ts";
import { sampleToday } from "./shared-agency.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the one browser of all test files listens. */
    browserEndpoint: string;
  }
}

/** One browser and one agency with its pages for all test files: what `npm start -- --today 2026-03-16` serves. */
export default async function setup(project: TestProject) {
  const browser = await startChromium();
  const file = join(import.meta.dirname, "..", "..", "local", "sample", "sample-agency.json");
  const stack = await startLocalStack({
    port: 0,
    today: sampleToday,
    webSite: buildWebSite({ local: true }),
    loadSample: (loaded) => loadDemoAgency(loaded, { file, shiftDays: false }),
  });
  project.provide("browserEndpoint", browser.wsEndpoint());
  project.provide("baseUrl", stack.baseUrl);
  project.provide("conveniencesUrl", stack.baseUrl);
  project.provide("daysAhead", 0);
  return async () => {
    await browser.close();
    await stack.stop();
  };
}
