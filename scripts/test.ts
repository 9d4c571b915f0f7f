/**
 * Runs vitest with the arguments given and says, as its last line, how many tests passed and failed.
 * A file that could not be run counts as one failed test.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const root = join(import.meta.dirname, "..");
const resultsFile = join(root, "build", "test-results.json");
mkdirSync(join(root, "build"), { recursive: true });
rmSync(resultsFile, { force: true });

const given = process.argv.slice(2);
/** Grants can be judged only by all of these tests together: a part of them uses only a part of the grants. */
const others = given.filter((argument, index) => argument !== "--project" && given[index - 1] !== "--project");
const areAll = ["engine", "e2e"].every((project) => given.includes(project)) && others.length === 0;
const grantsUsed = join(root, "build", "grants-used");
if (areAll) {
  rmSync(grantsUsed, { recursive: true, force: true });
}

const { status } = spawnSync(
  process.execPath,
  [
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${resultsFile}`,
    // Left to itself, vitest keeps one processor free: here that would be half of a machine with two.
    "--maxWorkers=100%",
    ...given,
  ],
  {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...(areAll && { GRANTS_USED_DIR: grantsUsed }) },
  },
);

const results = JSON.parse(readFileSync(resultsFile, "utf8")) as Results;
const notRun = results.testResults.filter(
  (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
);
const failed = results.numFailedTests + notRun.length;
console.log(`${results.numPassedTests} passed, ${failed} failed`);
process.exitCode = status === 0 && failed === 0 ? 0 : 1;
