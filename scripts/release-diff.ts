/**
 * What a release would change for one agency, as Markdown: `npm run release:diff -- --agency <name> [--assembly build/release]
 * [--out diff.md]`. Compares the assembly with the templates as deployed, and needs no more rights than to read those. Exits with 2
 * when it can't.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { awsIn } from "./aws/command-line-tool.ts";
import { deployedTemplate, describeStack } from "./aws/deployed-stack.ts";
import type { SynthesizedStack } from "./aws/synthesized-stacks.ts";
import { assembledAgency } from "./release/assembled-agency.ts";
import { diffReport, type StackDiff } from "./release/diff-report.ts";
import { runCommand } from "./run-command.ts";

const root = join(import.meta.dirname, "..");

function run(): number {
  const { values } = parseArgs({
    options: {
      agency: { type: "string" },
      assembly: { type: "string", default: join("build", "release") },
      out: { type: "string" },
    },
  });
  const { stacks } = assembledAgency(values.agency, values.assembly);
  const diffs = stacks.map((stack): StackDiff => {
    const { stackName, region } = stack;
    const aws = awsIn(region);
    const resources = Object.keys(stack.template.Resources).length;
    const described = describeStack(aws, stackName);
    if (!("body" in described)) throw new Error(described.says);
    if (described.body === undefined) return { stackName, changes: undefined, resources };
    const deployed = deployedTemplate(aws, stackName);
    if (!deployed.body) throw new Error(deployed.says);
    return { stackName, changes: changesOf(values.assembly, stack, deployed.body), resources };
  });
  for (const { stackName, changes } of diffs) console.log(`${stackName}\n${changes ?? "not deployed yet"}`);
  const report = diffReport(values.agency ?? "", diffs);
  if (values.out !== undefined) writeFileSync(values.out, report);
  return 0;
}

/**
 * By the CDK's own diff, which knows what a change replaces and which grants it widens. It gets the template as a file and asks
 * nobody.
 */
function changesOf(assembly: string, { id }: SynthesizedStack, deployed: object): string {
  const directory = mkdtempSync(join(tmpdir(), "deployed-"));
  try {
    const file = join(directory, "template.json");
    writeFileSync(file, JSON.stringify(deployed));
    const cdk = join(root, "node_modules", "aws-cdk", "bin", "cdk");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [cdk, "diff", "--app", assembly, "--template", file, "--exclusively", "--no-color", "--ci", id],
      { cwd: root, encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`cdk diff of ${id} failed: ${stderr}`);
    return stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

await runCommand(run);
