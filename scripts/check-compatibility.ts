/**
 * Compares the contracts in docs/contracts/ with those of the last release and names every break. A break that was decided
 * on stands, with its reason, in `accepted-breaks.json` of that release.
 * `--release` publishes the contracts as they are: copies them to docs/contracts/released/<version of package.json>.
 */
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { compatibilityFaults, lastRelease, readContracts } from "./compatibility/contracts.ts";

const contracts = join(import.meta.dirname, "..", "docs", "contracts");
const released = join(contracts, "released");

if (process.argv.includes("--release")) {
  release();
} else {
  check();
}

function check(): void {
  const version = lastRelease(released);
  if (version === undefined) {
    complain([`There is no release in ${released} to compare with.`]);
    return;
  }
  const acceptedFile = join(released, version, "accepted-breaks.json");
  const accepted = existsSync(acceptedFile) ? JSON.parse(readFileSync(acceptedFile, "utf8")) : [];
  const faults = compatibilityFaults(readContracts(join(released, version)), readContracts(contracts), accepted);
  if (faults.length > 0) {
    complain([`The contracts break those who program against ${version}:`, ...faults.map((fault) => `  ${fault}`)]);
  }
}

function release(): void {
  const target = join(released, packageJson.version);
  if (existsSync(target)) {
    complain([`${packageJson.version} is released already: what was published stays. Raise the version first.`]);
    return;
  }
  for (const part of ["openapi.json", "asyncapi.json", "items.json", "events"]) {
    cpSync(join(contracts, part), join(target, part), { recursive: true });
  }
}

function complain(lines: readonly string[]): void {
  console.error(lines.join("\n"));
  process.exitCode = 1;
}
