import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/**
 * Where the programs of `tools/<tool>/requirements.txt` are, from PyPI in a virtual environment below build/, made unless it
 * holds these very versions already. Undefined where there is no Python with venv or PyPI is out of reach, after saying so.
 */
export function pythonEnvironment(tool: string): string | undefined {
  const python = ["python3", "python"].find((name) => succeeds(name, ["-c", "import venv, ensurepip"]));
  if (python === undefined) {
    console.log(`There is no Python with venv here, so no ${tool}.`);
    return undefined;
  }
  const environment = join(root, "build", tool);
  const programs = join(environment, "bin");
  const requirements = join(root, "tools", tool, "requirements.txt");
  const wanted = readFileSync(requirements, "utf8");
  const stamp = join(environment, "requirements.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) {
    return programs;
  }
  mkdirSync(environment, { recursive: true });
  const steps: [string, string[]][] = [
    [python, ["-m", "venv", "--clear", environment]],
    [
      join(programs, "pip"),
      // Only what has the hash that was written down, and nothing that runs while it is installed.
      [
        ...["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"],
        ...["-r", requirements],
      ],
    ],
  ];
  if (steps.some(([step, stepArguments]) => spawnSync(step, stepArguments, { stdio: "inherit" }).status !== 0)) {
    console.log(`${tool} could not be installed, as said above.`);
    return undefined;
  }
  writeFileSync(stamp, wanted);
  return programs;
}

function succeeds(command: string, commandArguments: readonly string[]): boolean {
  return spawnSync(command, [...commandArguments], { stdio: "ignore" }).status === 0;
}
