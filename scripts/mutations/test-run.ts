import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text as toText } from "node:stream/consumers";
import type { Catcher, CatchingTest } from "../../test/simulation/planted-bug.ts";

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/**
 * What fails in a copy of the tree by a catcher: names of tests, or errors of the compiler; nothing: it has caught nothing.
 * @throws Error when a file could not be run at all: that proves nothing
 */
export function caughtIn(directory: string, catcher: Catcher): Promise<string[]> {
  return "compilerSays" in catcher ? compilerErrors(directory, catcher.compilerSays) : failedTests(directory, catcher);
}

async function compilerErrors(directory: string, text: string): Promise<string[]> {
  const compiler = join(directory, "node_modules", "typescript", "bin", "tsc");
  const child = spawn(process.execPath, [compiler, "-p", "tsconfig.json", "--pretty", "false"], {
    cwd: directory,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines = (await toText(child.stdout)).split("\n");
  return lines.filter((line) => line.includes(text));
}

async function failedTests(directory: string, { file, name }: CatchingTest): Promise<string[]> {
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
  return failed;
}
