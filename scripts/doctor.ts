/**
 * What stands between an agency's file and a running agency, and what to do about it: `npm run doctor -- --agency <name>`.
 * With `--assembly build/release` it looks at templates that were made before, else it makes them.
 * Asks AWS by its command line tool (aws), with the sign-in, profile and endpoint of whoever runs it, and changes nothing.
 * Exits with 1 when there is a fault. What can't be checked, offline for instance, is said and is no fault, unless --strict.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { awsIn } from "./aws/command-line-tool.ts";
import { synthesizedStacks } from "./aws/synthesized-stacks.ts";
import { examine } from "./doctor/examine.ts";
import { type Finding, lineOf, summaryOf } from "./doctor/finding.ts";
import { assembledAgency } from "./release/assembled-agency.ts";

const root = join(import.meta.dirname, "..");
const { values } = parseArgs({
  options: { agency: { type: "string" }, assembly: { type: "string" }, strict: { type: "boolean", default: false } },
});

const findings: Finding[] = [];
for await (const finding of examine(values.agency, {
  nodeVersion: process.versions.node,
  // Whoever is offline wants to know so within seconds.
  awsIn: (region) => awsIn(region, ["--cli-connect-timeout", "5", "--cli-read-timeout", "30"]),
  synthesize: (name) =>
    values.assembly === undefined ? synthesized(name) : assembledAgency(name, values.assembly).stacks,
})) {
  findings.push(finding);
  console.log(lineOf(finding));
}
console.log(summaryOf(findings));
const isWrong = ({ state }: Finding) => state === "FAULT" || (values.strict && state === "NOT_CHECKED");
process.exitCode = findings.some(isWrong) ? 1 : 0;

function synthesized(name: string) {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts", "synth.ts"), "--agency", name], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr.trim());
  return synthesizedStacks(join(root, "build", "synth", name));
}
