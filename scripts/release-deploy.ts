/**
 * Deploys one agency from a cloud assembly that was made before: `npm run release:deploy -- --agency <name>
 * [--assembly build/release]`. Nothing is synthesized here, so every agency of a release gets the same code. Looks first whether
 * that is the agency's account, and whether an alarm that rings would make CodeDeploy refuse. Exits with 1 when the deployment fails, 2 when
 * it did not begin.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { awsIn } from "./aws/command-line-tool.ts";
import { examineAccount, homeRegion } from "./doctor/examined-agency.ts";
import { fault, lineOf, notChecked } from "./doctor/finding.ts";
import { assembledAgency } from "./release/assembled-agency.ts";
import { heldBack, heldBackSentence, heldBackTodo } from "./release/held-back.ts";
import { runCommand } from "./run-command.ts";

const root = join(import.meta.dirname, "..");

await runCommand(() => {
  const { values } = parseArgs({
    options: { agency: { type: "string" }, assembly: { type: "string", default: join("build", "release") } },
  });
  const { config, stacks } = assembledAgency(values.agency, values.assembly);
  const { finding, account } = examineAccount(config, awsIn(homeRegion(config.region)));
  console.log(lineOf(finding));
  if (account === undefined) throw new Error("Nothing was deployed.");
  const held = stacks.map((stack) => heldBack(awsIn(stack.region), stack));
  for (const answer of held) {
    // Then CodeDeploy itself will tell.
    if (!answer.body) console.log(lineOf(notChecked("alarms", answer.says)));
    else for (const each of answer.body) console.log(lineOf(fault("alarms", heldBackSentence(each), heldBackTodo)));
  }
  if (held.some(({ body = [] }) => body.length > 0)) throw new Error("Nothing was deployed.");
  const cdk = join(root, "node_modules", "aws-cdk", "bin", "cdk");
  const { status } = spawnSync(
    process.execPath,
    // The review has approved it: the diff of the pull request, and the wave.
    [cdk, "deploy", "--app", values.assembly, "--require-approval", "never", "--ci", ...stacks.map(({ id }) => id)],
    { cwd: root, stdio: "inherit" },
  );
  return status === 0 ? 0 : 1;
});
