/**
 * What was given up or never arrived, and sending it again:
 * `npm run dead-letters -- [--redrive] [--agency <name> | --base-url http://127.0.0.1:3000]`.
 * Shows ids, types, attempts and reasons, never what is in a message. With --agency it works on the deployed stack by the AWS
 * command line tool (aws), else on a local server. Exits with 1 when something could not be sent again, 2 when it can't work.
 */
import { parseArgs } from "node:util";
import { readAgencyConfig } from "../lib/agency-file/agency-files.ts";
import { agencyNames } from "../lib/agency-names.ts";
import { awsIn } from "./aws/command-line-tool.ts";
import { deployedDeadLetters, redriveDeployed } from "./dead-letters/agency-stack.ts";
import { type DeadLetter, lineOf } from "./dead-letters/dead-letter.ts";
import { localDeadLetters, redriveLocally } from "./dead-letters/local-server.ts";
import { runCommand } from "./run-command.ts";

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      redrive: { type: "boolean", default: false },
      agency: { type: "string" },
      "base-url": { type: "string" },
    },
  });
  if (values.agency !== undefined && values["base-url"] !== undefined)
    throw new Error("--agency and --base-url exclude each other: the deployed stack, or a local server.");
  if (values.agency !== undefined) return onAws(values.agency, values.redrive);
  return locally(values["base-url"] ?? "http://127.0.0.1:3000", values.redrive);
}

async function locally(baseUrl: string, redrive: boolean): Promise<number> {
  show(await localDeadLetters(baseUrl));
  if (redrive) console.log(`${await redriveLocally(baseUrl)} sent back to their queues.`);
  return 0;
}

function onAws(name: string, redrive: boolean): number {
  const { agencyId, region } = readAgencyConfig(name);
  const aws = awsIn(region);
  const { stack: stackName, bus: busName, functionLog } = agencyNames(agencyId);
  const agency = { stackName, busName, functionLog };
  show(deployedDeadLetters(aws, agency));
  const redrives = redrive ? redriveDeployed(aws, agency) : [];
  for (const { queue, redriven, failures } of redrives) {
    console.log(`${queue}: ${redriven} sent again.`);
    for (const failure of failures) console.error(`${queue}: left where it is: ${failure}`);
  }
  return redrives.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

function show(letters: readonly DeadLetter[]): void {
  for (const letter of letters) console.log(lineOf(letter));
  console.log(letters.length === 1 ? "1 dead letter." : `${letters.length} dead letters.`);
}

await runCommand(run);
