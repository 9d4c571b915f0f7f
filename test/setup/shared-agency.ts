import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { loadDemoAgency } from "../../local/demo-agency.ts";
import { startLocalStack } from "../../local/local-stack.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the agency under test answers. */
    baseUrl: string;
  }
}

/** The sample's as-of day. */
export const sampleToday = "2026-03-16";

/**
 * The agency that the end-to-end tests speak to: the one at E2E_BASE_URL (it has to hold the sample, and its clock to show
 * the sample's day), else a local one.
 */
export default async function setup(project: TestProject) {
  const given = process.env["E2E_BASE_URL"];
  if (given !== undefined) {
    project.provide("baseUrl", given);
    return;
  }
  const file = join(import.meta.dirname, "..", "..", "local", "sample-agency.json");
  const stack = await startLocalStack({
    port: 0,
    today: sampleToday,
    loadSample: (loaded) => loadDemoAgency(loaded, { file, shiftDays: false }),
  });
  project.provide("baseUrl", stack.baseUrl);
  return () => stack.stop();
}
