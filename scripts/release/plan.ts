import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { AgencyConfigError, readAgencyConfig } from "../../lib/agency-file/agency-files.ts";

/** An agency as a release has to know it: where it is deployed, and when. */
interface PlannedAgency {
  /** The file's name. */
  readonly agency: string;
  readonly account: string;
  readonly region: string;
  /** The AWS partition: aws, aws-us-gov or aws-cn, as in ARNs. */
  readonly partition: string;
}

export const waves = [1, 2, 3, 4] as const;
type Wave = (typeof waves)[number];

export interface ReleasePlan {
  /** Each wave once everything of the one before stands and is quiet. */
  readonly waves: Readonly<Record<Wave, readonly PlannedAgency[]>>;
  /** Agencies that no release deploys: without an account in their file nobody can know where they belong. */
  readonly leftOut: readonly string[];
}

/**
 * When which agency gets a release.
 * @param only these agencies, in their waves; all of them when empty
 * @throws AgencyConfigError with the faults of every file: half a release is worse than none
 */
export function releasePlan(
  names: readonly string[],
  only: readonly string[] = [],
  read: (name: string) => AgencyConfig = readAgencyConfig,
): ReleasePlan {
  const planned = new Map<Wave, PlannedAgency[]>(waves.map((wave) => [wave, []]));
  const leftOut: string[] = [];
  const faults: string[] = only
    .filter((name) => !names.includes(name))
    .map((name) => `Unknown agency "${name}". Known agencies: ${names.join(", ")}.`);
  for (const agency of names.filter((name) => only.length === 0 || only.includes(name))) {
    try {
      const config = read(agency);
      const { account, region } = config;
      if (account === undefined) leftOut.push(agency);
      else planned.get(waveOf(config))?.push({ agency, account, region, partition: partitionOf(region) });
    } catch (error) {
      if (!(error instanceof AgencyConfigError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) throw new AgencyConfigError(faults.join("\n"));
  return { waves: Object.fromEntries(planned) as unknown as ReleasePlan["waves"], leftOut };
}

function waveOf({ releaseWave, stage }: AgencyConfig): Wave {
  return releaseWave ?? (stage === "production" ? 2 : 1);
}

function partitionOf(region: string): string {
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return region.startsWith("cn-") ? "aws-cn" : "aws";
}
