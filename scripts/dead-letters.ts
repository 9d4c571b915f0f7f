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

const localServer = "http://127.0.0.1:3000";

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      redrive: { type: "boolean", default: false },
      agency: { type: "string" },
      "base-url": { type: "string" },
    },
  });
  if (values.agency !== undefined && values["base-url"] !== undefined)
    throw new Error("--agency and --base-url exclude each other: the deployed stack, or a local server.");
  if (values.agency !== undefined) onAws(values.agency, values.redrive);
  else await locally(values["base-url"] ?? localServer, values.redrive);
}

async function locally(baseUrl: string, redrive: boolean): Promise<void> {
  show(await localDeadLetters(baseUrl));
  if (redrive) console.log(`${await redriveLocally(baseUrl)} sent back to their queues.`);
}

function onAws(name: string, redrive: boolean): void {
  const { agencyId, region } = readAgencyConfig(name);
  const aws = awsIn(region);
  const { stack: stackName, bus: busName, functionLog } = agencyNames(agencyId);
  const agency = { stackName, busName, functionLog };
  show(deployedDeadLetters(aws, agency));
  if (!redrive) return;
  for (const { queue, redriven, failures } of redriveDeployed(aws, agency)) {
    console.log(`${queue}: ${redriven} sent again.`);
    for (const failure of failures) console.error(`${queue}: left where it is: ${failure}`);
    if (failures.length > 0) process.exitCode = 1;
  }
}

function show(letters: readonly DeadLetter[]): void {
  for (const letter of letters) console.log(lineOf(letter));
  console.log(letters.length === 1 ? "1 dead letter." : `${letters.length} dead letters.`);
}

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
