/**
 * Writes agencies' CloudFormation templates, for reading and for comparing before a deployment:
 * `npm run synth -- --agency demo`, `--agency a --agency b`, or `--all`. Needs no account and no network.
 * `--deployment all-at-once` overrules what agencies' files say of `deployment`, this once.
 * With `--into build/release` all of them are in one cloud assembly, which `cdk deploy --app build/release` deploys from.
 *
 * It runs the app itself, not `cdk synth`: the same template comes out (both take their context from cdk.json), and the
 * command line adds seconds and a look for credentials.
 */
import { spawnSync } from "node:child_process";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { knownAgencies } from "../lib/agency-file/agency-files.ts";

const root = join(import.meta.dirname, "..");
const { values } = parseArgs({
  options: {
    agency: { type: "string", multiple: true, default: [] },
    all: { type: "boolean", default: false },
    deployment: { type: "string" },
    into: { type: "string" },
  },
});
const agencies = values.all ? knownAgencies() : values.agency;

if (agencies.length === 0) {
  console.error(`Name an agency: --agency <name>, or --all. Known agencies: ${knownAgencies().join(", ")}.`);
  process.exitCode = 1;
}
if (values.into === undefined)
  // One bad file must not hide the state of the others.
  for (const agency of agencies) synthesize(agency, join(root, "build", "synth", agency), agency);
else if (agencies.length > 0) synthesize(agencies.join(", "), resolve(values.into), agencies);

function synthesize(title: string, directory: string, agency: string | readonly string[]): void {
  const { status } = spawnSync(process.execPath, [join(root, "bin", "agency.ts")], {
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify({ agency, deployment: values.deployment }),
    },
    stdio: "inherit",
  });
  if (status === 0) console.log(`${title}: ${relative(process.cwd(), directory)}/*.template.json`);
  else process.exitCode = 1;
}
