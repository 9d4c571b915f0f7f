import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startLocalStack } from "../../local/local-stack.ts";
import { loadDemoAgency } from "../../local/sample/demo-agency.ts";
import { offerConveniences } from "../deployed/conveniences.ts";
import { readDeployedAgency } from "../deployed/deployed-agency.ts";
import { enterSample } from "../deployed/enter-sample.ts";
import { daysBetween } from "../e2e/sample-days.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the agency under test answers. */
    baseUrl: string;
    /** Where tests get tokens, see the bus and run jobs, by the paths of the local server. */
    conveniencesUrl: string;
    /** From the tests' day to the agency's. */
    daysAhead: number;
    /** What some tests need and not every agency has. */
    offers: Offers;
  }
}

export interface Offers {
  /** It holds the sample agency. */
  readonly sample: boolean;
  /** A message that fails is tried again at once, so that it is a dead letter within a test's time. */
  readonly quickRetries: boolean;
  /** How many calls it takes in the same moment. */
  readonly parallelCalls: number;
  /** Users have the very ids that tests ask for, so that their order is known. */
  readonly ownUserIds: boolean;
  /** What functions log is handed on, so that it is known who saw which client. */
  readonly accesses: boolean;
}

/** The sample's as-of day. */
export const sampleToday = "2026-03-16";

/**
 * The agency that the end-to-end tests speak to: a local one that is started for it; a local server at E2E_BASE_URL; or that
 * of config/agencies/<E2E_AGENCY>.json, deployed in the account of the credentials or where AWS_ENDPOINT_URL points.
 */
export default async function setup(project: TestProject) {
  const { E2E_BASE_URL: baseUrl, E2E_AGENCY: agency } = process.env;
  if (agency !== undefined) return deployed(project, agency, baseUrl);
  if (baseUrl !== undefined) return running(project, baseUrl);
  const file = join(import.meta.dirname, "..", "..", "local", "sample", "sample-agency.json");
  const stack = await startLocalStack({
    port: 0,
    today: sampleToday,
    loadSample: (loaded) => loadDemoAgency(loaded, { file, shiftDays: false }),
  });
  provide(project, stack.baseUrl, stack.baseUrl, 0, {
    sample: true,
    quickRetries: true,
    parallelCalls: 200,
    ownUserIds: true,
    accesses: true,
  });
  return () => stack.stop();
}

async function running(project: TestProject, baseUrl: string): Promise<void> {
  const local = { sample: true, quickRetries: true, parallelCalls: 200, ownUserIds: true, accesses: true };
  provide(project, baseUrl, baseUrl, daysBetween(sampleToday, await todayOf(baseUrl, baseUrl)), local);
}

async function deployed(project: TestProject, name: string, baseUrl?: string): Promise<() => Promise<void>> {
  const read = await readDeployedAgency(name);
  const agency = { ...read, apiUrl: baseUrl ?? read.apiUrl };
  const conveniences = await offerConveniences(agency);
  const today = await todayOf(agency.apiUrl, conveniences.url);
  const endpoint = process.env["AWS_ENDPOINT_URL"];
  if (endpoint !== undefined) {
    await enterSample(agency, { endpoint, conveniencesUrl: conveniences.url, today });
  }
  provide(project, agency.apiUrl, conveniences.url, daysBetween(sampleToday, today), {
    sample: endpoint !== undefined,
    quickRetries: false,
    // An emulator starts a process for each.
    parallelCalls: endpoint === undefined ? 200 : 8,
    ownUserIds: false,
    // An emulator takes subscriptions of logs and hands on nothing.
    accesses: endpoint === undefined,
  });
  return conveniences.stop;
}

/** The day on the agency's clock: that of a tracker. */
async function todayOf(baseUrl: string, conveniencesUrl: string): Promise<string> {
  const identity = {
    method: "POST",
    body: JSON.stringify({ userId: "e2e-setup", permissions: ["clients:read", "clients:write"] }),
  };
  const reply = await fetch(process.env["E2E_TOKEN_URL"] ?? `${conveniencesUrl}/local/token`, identity);
  if (!reply.ok) {
    throw new Error(
      `${conveniencesUrl} gives no tokens (${reply.status} ${await reply.text()}): for a deployed agency name its file as well, with --agency <name>.`,
    );
  }
  const { access_token: token } = (await reply.json()) as { readonly access_token: string };
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${baseUrl}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const client = { firstName: "Day", lastName: "Asked", dateOfBirth: "1990-01-01", status: "ACTIVE" };
  await call("PUT", "/v1/clients/e2e-day", client);
  const { asOf } = (await call("GET", "/v1/clients/e2e-day/authorization-tracker")) as { readonly asOf: string };
  return asOf;
}

function provide(
  project: TestProject,
  baseUrl: string,
  conveniencesUrl: string,
  daysAhead: number,
  offers: Offers,
): void {
  project.provide("baseUrl", baseUrl);
  project.provide("conveniencesUrl", conveniencesUrl);
  project.provide("daysAhead", daysAhead);
  project.provide("offers", offers);
  for (const missing of notRunHere(daysAhead, offers)) console.log(`Not run on this agency: ${missing}`);
}

/** What is skipped, and why: nobody shall take silence for success. */
function notRunHere(daysAhead: number, offers: Offers): string[] {
  const { sample, quickRetries, parallelCalls, ownUserIds, accesses } = offers;
  return [
    ...(sample ? [] : ["tests of the sample agency, which it does not hold."]),
    ...(quickRetries ? [] : ["poison events and dead letters, which take it five attempts, three minutes apart."]),
    ...(parallelCalls >= 200
      ? []
      : [`more than ${parallelCalls} calls at once, for each of which it starts a process.`]),
    ...(ownUserIds ? [] : ["the order by who entered an authorization: its user pool makes ids up."]),
    ...(accesses ? [] : ["who saw which client: it hands on no logs."]),
    ...(daysAhead === 0
      ? []
      : ["the audit's chain computed anew: hashes are of the agency's days, not of the tests'."]),
  ];
}
