import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AgencyConfig } from "./agency-config.ts";

/** The agency can't be deployed as its file stands. The message is for the person who wrote the file: no stack trace. */
export class AgencyConfigError extends Error {
  override readonly name = "AgencyConfigError";
}

export const agenciesDirectory = join(import.meta.dirname, "..", "..", "config", "agencies");

/** The agencies that have a file, by the file's name. */
export function knownAgencies(directory = agenciesDirectory): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

/** The files that have this agencyId, as far as they can be read. Two of them would give stack, bus and logs the same names. */
export function agenciesWithId(agencyId: string, directory = agenciesDirectory): string[] {
  return knownAgencies(directory).filter((name) => parsedOrNothing(name, directory)?.agencyId === agencyId);
}

/** Another agency's file, as far as it is JSON: reading that one itself tells what is wrong with it. */
function parsedOrNothing(name: string, directory: string): { readonly agencyId?: unknown } | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, `${name}.json`), "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * The files whose users' tokens would open this agency's API as well: the same issuer and an audience in common, and no claim that
 * tells the two apart.
 */
function agenciesWithTokensOf(name: string, config: AgencyConfig, directory: string): string[] {
  return knownAgencies(directory).filter((other) => {
    if (other === name) return false;
    const parsed = AgencyConfig.safeParse(parsedOrNothing(other, directory));
    return parsed.success && takeTheSameTokens(config, parsed.data);
  });
}

function takeTheSameTokens(one: AgencyConfig, other: AgencyConfig): boolean {
  if (one.tokenIssuer === undefined || other.tokenIssuer === undefined) return false;
  const { issuer, audience } = one.tokenIssuer;
  const withoutSlash = (url: string) => url.replace(/\/$/, "");
  const areTold =
    one.agencyClaim !== undefined &&
    one.agencyClaim.name === other.agencyClaim?.name &&
    one.agencyClaim.value !== other.agencyClaim.value;
  return (
    !areTold &&
    withoutSlash(issuer) === withoutSlash(other.tokenIssuer.issuer) &&
    audience.some((each) => other.tokenIssuer?.audience.includes(each))
  );
}

/**
 * Reads and checks one agency's file.
 * @param name the file's name in `config/agencies` without `.json`
 * @throws AgencyConfigError with every fault of the file, each with the path of its field
 */
export function readAgencyConfig(name: string | undefined, directory = agenciesDirectory): AgencyConfig {
  const known = `Known agencies: ${knownAgencies(directory).join(", ") || "none"}.`;
  if (!name) {
    throw new AgencyConfigError(`No agency named. Name one with -c agency=<name> or --agency <name>. ${known}`);
  }
  const file = join(directory, `${name}.json`);
  // A name with a slash would read files elsewhere.
  if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
    throw new AgencyConfigError(`Unknown agency "${name}": there is no config/agencies/${name}.json. ${known}`);
  }
  const parsed = AgencyConfig.safeParse(parseJson(name, readFileSync(file, "utf8")));
  const faults = (parsed.error?.issues ?? []).map((issue) => `${fieldPath(issue.path)} ${issue.message}`);
  const others = agenciesWithId(parsed.data?.agencyId ?? "", directory).filter((other) => other !== name);
  faults.push(...others.map((other) => `agencyId is that of config/agencies/${other}.json as well`));
  if (parsed.success) {
    const shared = agenciesWithTokensOf(name, parsed.data, directory);
    faults.push(
      ...shared.map(
        (other) =>
          `tokenIssuer has issuer and audience of config/agencies/${other}.json: give both an agencyClaim of one name with values of their own`,
      ),
    );
  }
  if (!parsed.success || faults.length > 0) {
    throw new AgencyConfigError([`config/agencies/${name}.json can't be used:`, ...faults].join("\n  "));
  }
  return parsed.data;
}

/**
 * The agency, released in another way than its file says, this once.
 * @param deployment as the file may have it; undefined or empty leaves the file's
 * @throws AgencyConfigError when it is neither
 */
export function releasedAs(config: AgencyConfig, deployment: unknown): AgencyConfig {
  if (deployment === undefined || deployment === "") {
    return config;
  }
  const parsed = AgencyConfig.shape.deployment.safeParse(deployment);
  if (!parsed.success) {
    throw new AgencyConfigError(`deployment ${parsed.error.issues[0]?.message}`);
  }
  return { ...config, deployment: parsed.data };
}

function parseJson(name: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AgencyConfigError(`config/agencies/${name}.json is not JSON: ${reason}`, { cause });
  }
}

function fieldPath(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "the file" : path.map(String).join(".");
}
