import { AgencyConfigError, readAgencyConfig } from "../../lib/agency-file/agency-files.ts";
import type { Aws } from "../aws/command-line-tool.ts";
import type { SynthesizedStack } from "../aws/synthesized-stacks.ts";
import { examineAlarms } from "./alarms.ts";
import { examineBackups } from "./backups.ts";
import { examineBootstraps } from "./bootstrap.ts";
import { examineStacks } from "./deployed.ts";
import { describeStacks, examineAccount, examineRegion, homeRegion } from "./examined-agency.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";
import { examineLeftovers } from "./leftovers.ts";
import { examineQuotas } from "./quotas.ts";
import { examineSafeguards } from "./safeguards.ts";
import { examineTokenIssuer } from "./token-issuer.ts";

/** What a doctor needs of its surroundings. */
export interface Surroundings {
  readonly nodeVersion: string;
  readonly awsIn: (region: string) => Aws;
  /**
   * The agency's stacks as this checkout has them.
   * @throws Error with why they can't be synthesized
   */
  readonly synthesize: (name: string) => readonly SynthesizedStack[];
  readonly tokenIssuer?: typeof examineTokenIssuer;
}

/** What this repository is run with, here and on AWS. */
const nodeMajor = 24;

/** Everything that can be found out about an agency before or after it is deployed; changes nothing anywhere. */
export async function* examine(name: string | undefined, surroundings: Surroundings): AsyncGenerator<Finding> {
  yield examineNode(surroundings.nodeVersion);
  const config = readConfig(name);
  if ("state" in config) return yield config;
  yield ok("file", `config/agencies/${name}.json: ${config.name}, ${config.stage}.`);
  yield examineSafeguards(config);
  yield* await (surroundings.tokenIssuer ?? examineTokenIssuer)(config);
  const stacks = synthesized(name ?? "", surroundings);
  if ("state" in stacks) return yield stacks;
  yield ok("templates", stacks.map(({ stackName }) => stackName).join(", "));

  const aws = surroundings.awsIn(config.region);
  const awsAtHome = surroundings.awsIn(homeRegion(config.region));
  const { finding, account } = examineAccount(config, awsAtHome);
  yield finding;
  if (account === undefined) return;
  const region = examineRegion(config, awsAtHome);
  yield region;
  // All further questions would be refused for the same reason.
  if (region.state === "FAULT") return;
  const deployed = describeStacks(surroundings.awsIn, stacks);
  if (!deployed.body) return yield notChecked("stack", deployed.says);
  const agency = { name: name ?? "", config, stacks, aws, awsIn: surroundings.awsIn, account, deployed: deployed.body };
  yield* examineBootstraps(agency);
  yield* examineStacks(agency);
  yield* examineLeftovers(agency);
  yield* examineQuotas(agency);
  yield* examineBackups(agency);
  yield* examineAlarms(agency);
}

function examineNode(version: string): Finding {
  return Number(version.split(".")[0]) >= nodeMajor
    ? ok("node", version)
    : fault(
        "node",
        `${version} is too old.`,
        `Install Node ${nodeMajor}, or run it by npm run, which brings its own on Linux x64.`,
      );
}

function readConfig(name: string | undefined) {
  try {
    return readAgencyConfig(name);
  } catch (error) {
    if (!(error instanceof AgencyConfigError)) throw error;
    return fault("file", error.message, "docs/agency-file.md says what each field must be.");
  }
}

function synthesized(name: string, { synthesize }: Surroundings) {
  try {
    return synthesize(name);
  } catch (error) {
    return fault(
      "templates",
      error instanceof Error ? error.message : String(error),
      `npm run synth -- --agency ${name}`,
    );
  }
}
