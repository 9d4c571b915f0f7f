/**
 * Brings stored items into today's layout:
 * `npm run backfill -- --migration <name> [--items-per-second 100] [--dry-run | --stop] [--agency <name> | --base-url http://127.0.0.1:3000]`.
 * Begins it or goes on with it, and tells how far it is. The work is the stack's own, by its job `backfill`: breaking this off
 * stops nothing, --stop does. With --agency it asks the deployed stack by the AWS command line tool (aws), else a local server.
 * Exits with 1 when the migration was stopped meanwhile, 2 when it can't work.
 */
import { parseArgs } from "node:util";
import { readAgencyConfig } from "../lib/agency-file/agency-files.ts";
import { agencyNames } from "../lib/agency-names.ts";
import { migrations } from "../store/migrations.ts";
import { awsIn } from "./aws/command-line-tool.ts";
import { deployedJob, localJob } from "./backfill/asked-job.ts";
import { followBackfill, lineOf } from "./backfill/followed-backfill.ts";
import { runCommand } from "./run-command.ts";

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      migration: { type: "string" },
      "items-per-second": { type: "string" },
      "dry-run": { type: "boolean", default: false },
      stop: { type: "boolean", default: false },
      agency: { type: "string" },
      "base-url": { type: "string" },
    },
  });
  const { migration, stop, agency } = values;
  if (migration === undefined)
    throw new Error(`Name a migration: --migration ${migrations.map(({ name }) => name).join(" | ")}`);
  if (agency !== undefined && values["base-url"] !== undefined)
    throw new Error("--agency and --base-url exclude each other: the deployed stack, or a local server.");
  if (stop && values["dry-run"]) throw new Error("--stop and --dry-run exclude each other.");
  const ask = agency === undefined ? localJob(values["base-url"] ?? "http://127.0.0.1:3000") : jobOf(agency);
  const perSecond = values["items-per-second"];
  const asked = {
    migration,
    dryRun: values["dry-run"],
    ...(perSecond !== undefined && { itemsPerSecond: Number(perSecond) }),
  };
  const backfill = stop
    ? await ask({ migration, stop })
    : await followBackfill(ask, asked, (line) => console.log(line));
  if (!stop) return backfill?.state === "DONE" ? 0 : 1;
  console.log(backfill === null ? `${migration} was never begun.` : lineOf(backfill));
  return 0;
}

function jobOf(name: string) {
  const { agencyId, region } = readAgencyConfig(name);
  return deployedJob(awsIn(region), agencyNames(agencyId).stack);
}

await runCommand(run);
