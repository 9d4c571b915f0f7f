import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Catcher } from "../../test/simulation/planted-bug.ts";

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

export interface TestRun {
  readonly passed: number;
  /** Names of the tests that failed. */
  readonly failed: readonly string[];
}

/**
 * Runs the tests that have to catch a bug, in a copy of the tree.
 * @throws Error when a file could not be run at all: that proves nothing
 */
export async function runTests(directory: string, { file, name }: Catcher): Promise<TestRun> {
  const reportFile = join(directory, "build", "mutation-report.json");
  rmSync(reportFile, { force: true });
  const reporting = ["--reporter=json", `--outputFile=${reportFile}`];
  const projects = ["--project", "unit", "--project", "simulation"];
  const vitest = join(directory, "node_modules", "vitest", "vitest.mjs");
  const selected = name === undefined ? [file] : [file, "--testNamePattern", name];
  const child = spawn(process.execPath, [vitest, "run", ...projects, ...reporting, ...selected], {
    cwd: directory,
    stdio: "ignore",
  });
  await once(child, "exit");
  const { numPassedTests, testResults } = JSON.parse(readFileSync(reportFile, "utf8")) as Report;
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "failed")
    .map(({ fullName }) => fullName);
  const notRun = testResults.find(({ assertionResults }) => assertionResults.length === 0);
  if (notRun !== undefined) throw new Error(`${file} could not be run: ${notRun.message}`);
  if (numPassedTests + failed.length === 0) throw new Error(`${file} has no test named "${name}".`);
  return { passed: numPassedTests, failed };
}
