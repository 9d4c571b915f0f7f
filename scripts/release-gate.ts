/**
 * Lets a release go on, or stops it: `npm run release:gate -- --agency <name> [--minutes 10] [--since <instant>] [--accept a,b]`.
 * Watches the alarms of the agency's stacks for that long. Exits with 1 as soon as one begins to ring, or when one still rings
 * at the end; --accept names alarms, or parts of their names, that may. --since is when the deployment began, by default now.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readAgencyConfig } from "../lib/agency-files.ts";
import { agencyNames } from "../lib/agency-names.ts";
import { awsIn } from "./aws/command-line-tool.ts";
import { describeStack, millisOf } from "./aws/deployed-stack.ts";
import { alarmsOf } from "./aws/stack-alarms.ts";
import { watchAlarms } from "./release/alarm-gate.ts";

/** Alarms look at minutes; asking more often says nothing new. */
const everyMillis = 30_000;

async function run(): Promise<string[]> {
  const { values } = parseArgs({
    options: {
      agency: { type: "string" },
      minutes: { type: "string", default: "10" },
      since: { type: "string" },
      accept: { type: "string", default: "" },
    },
  });
  const beganAtMillis = values.since === undefined ? Date.now() : Date.parse(values.since);
  const watchMillis = Number(values.minutes) * 60_000;
  if (Number.isNaN(beganAtMillis) || !(watchMillis >= 0))
    throw new Error("--since takes an instant such as 2026-03-16T14:00:00Z, --minutes a number.");
  const { agencyId, region } = readAgencyConfig(values.agency);
  const aws = awsIn(region);
  const { stack, dataStack } = agencyNames(agencyId);
  const described = describeStack(aws, stack);
  if (!described.body) throw new Error("says" in described ? described.says : `${stack} is not deployed.`);
  const stops = await watchAlarms({
    deployment: {
      beganAtMillis,
      madeAtMillis: millisOf(described.body.CreationTime ?? ""),
      accepted: values.accept.split(/[\s,]+/).filter((name) => name !== ""),
    },
    untilMillis: Date.now() + watchMillis,
    alarms: () => alarmsOf(aws, [dataStack, stack]),
    now: Date.now,
    pause: () => pause(Math.min(everyMillis, watchMillis)),
    tell: console.log,
  });
  if (stops.length === 0) console.log(`${stack}: no alarm stops the release.`);
  return stops;
}

try {
  const stops = await run();
  for (const stop of stops) console.error(stop);
  if (stops.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
