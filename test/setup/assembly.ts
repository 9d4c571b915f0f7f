import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { synthesize } from "../../local/template/synthesize.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The demo agency's synthesized stack: a cloud assembly directory. */
    assembly: string;
  }
}

/** Synthesizes the demo agency once for all test files. */
export default async function setup(project: TestProject) {
  const directory = mkdtempSync(join(tmpdir(), "prior-auth-tracker-test-"));
  await synthesize(directory, new AbortController().signal);
  project.provide("assembly", directory);
  // Each file starts stacks of its own, whose clock shows the day that the tests speak of.
  project.provide("daysAhead", 0);
  return () => rmSync(directory, { recursive: true, force: true });
}
