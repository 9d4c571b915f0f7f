/**
 * Whether a deployed agency answers as it should: `npm run smoke -- --base-url <ApiUrl>` or `-- --agency <name>`, which asks
 * CloudFormation for the address: that of the pages where the agency has them, since the API answers nobody else. Changes and reads nothing of the agency; with TOKEN in the environment it reads the payers as
 * that user. Exits with 1 when a check fails after about half a minute of trying, 2 when there is nothing to ask.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import contract from "../docs/contracts/openapi.json" with { type: "json" };
import { readAgencyConfig } from "../lib/agency-file/agency-files.ts";
import { agencyNames, webRegion } from "../lib/agency-names.ts";
import { awsIn } from "./aws/command-line-tool.ts";
import { outputOf } from "./aws/deployed-stack.ts";
import {
  closedCheck,
  lastFault,
  type RetryBudget,
  type SmokeCheck,
  siteChecks,
  smokeChecks,
} from "./release/smoke-checks.ts";
import { runCommand } from "./run-command.ts";

const pauseMillis = 3_000;
/** The longest wait for one answer; a cold start is far below it. */
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
  const apiUrl =
    values["base-url"] ?? (config && outputOf(awsIn(config.region), agencyNames(config.agencyId).stack, "ApiUrl"));
  if (apiUrl === undefined) throw new Error("Name what to ask: --base-url <ApiUrl>, or --agency <name>.");
  const token = process.env["TOKEN"];
  const origin = config?.allowedOrigins[0];
  const patience = { attempts: Number(values.attempts), pause: () => pause(pauseMillis) };
  const checks = smokeChecks({ contract, ...(token && { token }), ...(origin && { origin }) });
  if (values["base-url"] !== undefined || config?.webSite === undefined) return failedOf(checks, apiUrl, patience);
  const siteUrl = outputOf(awsIn(webRegion), agencyNames(config.agencyId).webStack, "WebSiteUrl");
  const failed = await failedOf([...checks, ...siteChecks], siteUrl, patience);
  return failed + (await failedOf([closedCheck], apiUrl, patience));
}

async function failedOf(checks: readonly SmokeCheck[], baseUrl: string, patience: RetryBudget): Promise<number> {
  console.log(baseUrl);
  const get = (path: string, options: RequestInit = {}) =>
    fetch(`${baseUrl.replace(/\/$/, "")}${path}`, { ...options, signal: AbortSignal.timeout(answerMillis) });
  let failed = 0;
  for (const check of checks) {
    const fault = await lastFault(check, get, patience);
    console.log(fault === undefined ? `ok     ${check.title}` : `FAULT  ${check.title}: ${fault}`);
    if (fault !== undefined) failed += 1;
  }
  return failed;
}

await runCommand(async () => ((await run()) > 0 ? 1 : 0));
