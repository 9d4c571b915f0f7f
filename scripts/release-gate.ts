/**
 * Lets a release go on, or stops it: `npm run release:gate -- --agency <name> [--minutes 10] [--since <instant>] [--accept a,b]`.
 * Watches the alarms of the agency's stacks for that long. Exits with 1 as soon as one begins to ring, or when one still rings
 * at the end; --accept names alarms, or parts of their names, that may. --since is when the deployment began, by default now.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readAgencyConfig } from "../lib/agency-file/agency-files.ts";
import { agencyNames } from "../lib/agency-names.ts";
import { stacksOf } from "./aws/agency-stacks.ts";
import { awsIn } from "./aws/command-line-tool.ts";
import { descriptionOf, millisOf } from "./aws/deployed-stack.ts";
import { alarmsOf } from "./aws/stack-alarms.ts";
import { watchAlarms } from "./release/alarm-gate.ts";
import { runCommand } from "./run-command.ts";

/** Alarms are evaluated once a minute. */
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
  const config = readAgencyConfig(values.agency);
  const stacks = stacksOf(config);
  const described = new Map(
    stacks.map(({ stackName, region }) => [stackName, descriptionOf(awsIn(region), stackName)]),
  );
  // This stack has all the alarms that take silence for a fault.
  const { CreationTime = "" } = described.get(agencyNames(config.agencyId).stack) ?? {};
  const stops = await watchAlarms({
    deployment: {
      beganAtMillis,
      madeAtMillis: millisOf(CreationTime),
      accepted: values.accept.split(/[\s,]+/).filter((name) => name !== ""),
    },
    untilMillis: Date.now() + watchMillis,
    alarms: () => alarmsOf(awsIn, stacks),
    now: Date.now,
    pause: () => pause(Math.min(everyMillis, watchMillis)),
    tell: console.log,
  });
  if (stops.length === 0) console.log(`${config.agencyId}: no alarm stops the release.`);
  return stops;
}

await runCommand(async () => {
  const stops = await run();
  for (const stop of stops) console.error(stop);
  return stops.length > 0 ? 1 : 0;
});
