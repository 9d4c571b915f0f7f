/**
 * Holds every agency's templates, and that of the release's roles, against CloudFormation's own rules with cfn-lint, from PyPI:
 * `npm run templates:lint`. The last line says how many were read. Where there is no Python, or PyPI is out of reach, it says
 * so, and fails only with `--require`.
 */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { pythonEnvironment } from "./python-environment.ts";

const root = join(import.meta.dirname, "..");
const run = (command: string, ...commandArguments: string[]) =>
  spawnSync(command, commandArguments, { cwd: root, stdio: "inherit" }).status ?? 1;

const programs = pythonEnvironment("cfn-lint");
if (programs === undefined) {
  console.log("The templates were not linted.");
  process.exitCode = process.argv.includes("--require") ? 1 : 0;
} else {
  process.exitCode = run(process.execPath, join("scripts", "synth.ts"), "--all") || linted(join(programs, "cfn-lint"));
}

function linted(cfnLint: string): number {
  const templates = globSync(["build/synth/*/*.template.json", "config/*.template.json"], { cwd: root });
  const configuration = join("tools", "cfn-lint", "cfnlintrc.yaml");
  const status = run(cfnLint, "--config-file", configuration, "--", ...templates);
  console.log(`${templates.length} templates linted, ${status === 0 ? "nothing found" : "see above"}.`);
  return templates.length > 0 ? status : 1;
}
