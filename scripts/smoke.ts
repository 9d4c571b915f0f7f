/**
 * Whether a deployed agency answers as it should: `npm run smoke -- --base-url <ApiUrl>` or `-- --agency <name>`, which asks
 * CloudFormation for the address. Changes and reads nothing of the agency; with TOKEN in the environment it reads the payers as
 * that user. Exits with 1 when a check fails after about half a minute of trying, 2 when there is nothing to ask.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import contract from "../docs/contracts/openapi.json" with { type: "json" };
import { readAgencyConfig } from "../lib/agency-files.ts";
import { agencyNames } from "../lib/agency-names.ts";
import { awsIn } from "./aws/command-line-tool.ts";
import { describeStack } from "./aws/deployed-stack.ts";
import { lastFault, smokeChecks } from "./release/smoke-checks.ts";

const pauseMillis = 3_000;
/** Of one answer: a cold start is far below it. */
const answerMillis = 15_000;

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      "base-url": { type: "string" },
      agency: { type: "string" },
      attempts: { type: "string", default: "10" },
    },
  });
  const config = values.agency === undefined ? undefined : readAgencyConfig(values.agency);
  const baseUrl = values["base-url"] ?? (config && apiUrlOf(config));
  if (baseUrl === undefined) throw new Error("Name what to ask: --base-url <ApiUrl>, or --agency <name>.");
  const token = process.env["TOKEN"];
  const origin = config?.allowedOrigins[0];
  const checks = smokeChecks({ contract, ...(token && { token }), ...(origin && { origin }) });
  const get = (path: string, options: RequestInit = {}) =>
    fetch(`${baseUrl.replace(/\/$/, "")}${path}`, { ...options, signal: AbortSignal.timeout(answerMillis) });
  let failed = 0;
  for (const check of checks) {
    const patience = { attempts: Number(values.attempts), pause: () => pause(pauseMillis) };
    const fault = await lastFault(check, get, patience);
    console.log(fault === undefined ? `ok     ${check.title}` : `FAULT  ${check.title}: ${fault}`);
    if (fault !== undefined) failed += 1;
  }
  return failed;
}

function apiUrlOf({ agencyId, region }: { readonly agencyId: string; readonly region: string }): string {
  const { stack } = agencyNames(agencyId);
  const described = describeStack(awsIn(region), stack);
  if (!described.body) throw new Error("says" in described ? described.says : `${stack} is not deployed.`);
  const output = described.body.Outputs?.find(({ OutputKey }) => OutputKey === "ApiUrl");
  if (output === undefined) throw new Error(`${stack} has no output ApiUrl.`);
  return output.OutputValue;
}

try {
  if ((await run()) > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
