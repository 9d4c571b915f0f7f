/**
 * Which agency gets a release in which wave: `npm run release:plan -- [--only a,b] [--github]`.
 * With --github the waves are written as outputs of a job, `wave-1=[…]` to `wave-4=[…]` and `all=[…]`, into the file that
 * GITHUB_OUTPUT names. Exits with 1, naming every fault, when a file can't be used.
 */
import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { AgencyConfigError, knownAgencies } from "../lib/agency-file/agency-files.ts";
import { type ReleasePlan, releasePlan, waves } from "./release/plan.ts";

const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, github: { type: "boolean", default: false } },
});

try {
  const only = values.only.split(/[\s,]+/).filter((name) => name !== "");
  const plan = releasePlan(knownAgencies(), only);
  show(plan);
  if (values.github) writeOutputs(plan);
} catch (error) {
  if (!(error instanceof AgencyConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function show({ waves: planned, leftOut }: ReleasePlan): void {
  for (const wave of waves)
    console.log(`wave ${wave}: ${planned[wave].map(({ agency }) => agency).join(", ") || "nobody"}`);
  if (leftOut.length > 0) console.log(`left out, having no account: ${leftOut.join(", ")}`);
}

function writeOutputs({ waves: planned }: ReleasePlan): void {
  const file = process.env["GITHUB_OUTPUT"];
  if (!file) throw new AgencyConfigError("GITHUB_OUTPUT names no file: --github is for a job of GitHub Actions.");
  const outputs = waves.map((wave) => `wave-${wave}=${JSON.stringify(planned[wave])}`);
  const all = JSON.stringify(waves.flatMap((wave) => planned[wave]));
  appendFileSync(file, `${[...outputs, `all=${all}`].join("\n")}\n`);
}
