/**
 * Least privilege, measured: compares what functions did in the tests (local/roles/grants.ts) with what their roles allow them.
 * `npm test` writes down the former, and this comes after it. Something that was refused, is never used and has no reason
 * beside it, or has a reason and is used, fails.
 *
 * Tables, buses and what is sent to queues are measured. What roles allow besides is used by AWS itself in the function's name: by Lambda for its log and
 * its queue, by a service for its key.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functionGrants } from "../lib/function-grants.ts";
import { namedFunctions } from "../local/functions/function-definition.ts";
import { Grants, type GrantsRecord } from "../local/roles/grants.ts";
import { readAssembly } from "../local/template/assembly.ts";
import { CloudFormation } from "../local/template/cloud-formation.ts";
import { synthesize } from "../local/template/synthesize.ts";
import { comparison } from "./privileges/comparison.ts";

const directory = join(import.meta.dirname, "..", "build", "grants-used");

const { stackName, granted } = await grantedNow();
const records = recordsOf(stackName);
if (records.length === 0) {
  console.error("No test run has been recorded: `npm test` comes first, all of it.");
  process.exitCode = 1;
} else {
  const unmeasured = new Map(
    Object.entries(functionGrants).flatMap(([name, grants]) =>
      grants.unmeasured === undefined ? [] : [[name, grants.unmeasured] as const],
    ),
  );
  const { used, explained, faults, ...counts } = comparison(granted, records, unmeasured);
  for (const line of [...explained, ...faults]) {
    console.log(line);
  }
  console.log(`${counts.granted} grants, ${used} used, ${explained.length} explained, ${faults.length} to mend`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

/** What the demo agency's roles allow, and the stack's name. */
async function grantedNow() {
  const assemblyDirectory = mkdtempSync(join(tmpdir(), "prior-auth-tracker-grants-"));
  try {
    await synthesize(assemblyDirectory, new AbortController().signal);
    const assembly = readAssembly(assemblyDirectory);
    const surroundings = { accountId: "000000000000", apiUrl: "", nameSuffix: "" };
    const template = new CloudFormation(assembly, surroundings, () => "");
    return { stackName: assembly.stacks[0].stackName, granted: new Grants(template, namedFunctions(template)).uses() };
  } finally {
    rmSync(assemblyDirectory, { recursive: true, force: true });
  }
}

/** Stacks that a test made by hand have been recorded as well, and say nothing about the agency's. */
function recordsOf(stackName: string): GrantsRecord[] {
  const files = existsSync(directory) ? readdirSync(directory) : [];
  return files
    .map((file) => JSON.parse(readFileSync(join(directory, file), "utf8")) as GrantsRecord)
    .filter((record) => record.stackName === stackName);
}
