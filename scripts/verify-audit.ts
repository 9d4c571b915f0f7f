/**
 * Reads whole audits over the API, hashes every entry again, compares them with what was anchored of them, and tells each fault:
 * `TOKEN=… npm run audit:verify -- [--client C1001 …] [--agency <name> | --base-url http://127.0.0.1:3000]`. Without --client, of
 * every client that is there or was anchored, and of the setup. The token needs `audit:read` and `clients:read`. With --agency the anchors are read by the
 * AWS command line tool (aws). Exits with 1 when anything was touched, with 2 when it could not read.
 */
import { parseArgs } from "node:util";
import { deletedChains } from "../domain/audit-anchor.ts";
import { readAgencyConfig } from "../lib/agency-file/agency-files.ts";
import { agencyNames, webRegion } from "../lib/agency-names.ts";
import { catalogOwner } from "../store/audit.ts";
import { deployedAnchors, localAnchors, type NewestAnchors } from "./audit/anchors.ts";
import { faultLines } from "./audit/faults.ts";
import { type Api, readAudit, readClientIds } from "./audit/read-audit.ts";
import { awsIn } from "./aws/command-line-tool.ts";
import { outputOf } from "./aws/deployed-stack.ts";
import { runCommand } from "./run-command.ts";

interface Agency {
  readonly api: Api;
  readonly anchors: NewestAnchors | undefined;
}

const token = process.env["TOKEN"];

async function onAws(name: string): Promise<Agency> {
  const { agencyId, region, webSite } = readAgencyConfig(name);
  const { stack, dataStack, webStack } = agencyNames(agencyId);
  // Behind a site the API answers nobody by itself.
  const baseUrl =
    webSite === undefined
      ? outputOf(awsIn(region), stack, "ApiUrl")
      : outputOf(awsIn(webRegion), webStack, "WebSiteUrl").replace(/\/$/, "");
  return { api: { baseUrl, token }, anchors: await deployedAnchors(awsIn(region), dataStack) };
}

/** Answers whether nothing was touched. */
async function verify({ api, anchors }: Agency, named: readonly string[]): Promise<boolean> {
  console.log(anchors === undefined ? "Nothing is anchored yet." : `Anchors of ${anchors.pass}.`);
  const setup = await readAudit(api, "/v1/setup-audit");
  const deleted = deletedChains(setup.entries);
  const anchored = anchors?.clients ?? new Map();
  const clientIds = named.length > 0 ? named : [...new Set([...(await readClientIds(api)), ...anchored.keys()])].sort();
  let entries = 0;
  let faults = 0;
  for (const clientId of clientIds) {
    const audit = await readAudit(api, `/v1/clients/${clientId}/audit`);
    if (audit.entries.length === 0 && audit.faults.length === 0 && named.includes(clientId) && !anchored.has(clientId))
      throw new Error(`There is no client ${clientId}.`);
    const lines = faultLines(clientId, audit, anchored.get(clientId), deleted.get(clientId));
    for (const line of lines) console.log(`${clientId} ${line}`);
    entries += audit.entries.length;
    faults += lines.length;
  }
  console.log(`${clientIds.length} clients, ${entries} entries, ${faults} faults.`);
  if (named.length > 0) return faults === 0;
  const ofSetup = faultLines(catalogOwner, setup, anchors?.setup);
  for (const line of ofSetup) console.log(`Setup ${line}`);
  console.log(`Setup, ${setup.entries.length} entries, ${ofSetup.length} faults.`);
  return faults + ofSetup.length === 0;
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      agency: { type: "string" },
      "base-url": { type: "string" },
      client: { type: "string", multiple: true, default: [] },
    },
  });
  if (values.agency !== undefined && values["base-url"] !== undefined)
    throw new Error("--agency and --base-url exclude each other: the deployed stack, or a local server.");
  const baseUrl = values["base-url"] ?? "http://127.0.0.1:3000";
  const agency =
    values.agency === undefined
      ? { api: { baseUrl, token }, anchors: await localAnchors(baseUrl) }
      : await onAws(values.agency);
  return (await verify(agency, values.client)) ? 0 : 1;
}

await runCommand(run);
