import { type Stack, type StackProps, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { AgencyDataStack } from "./agency-data-stack.ts";
import type { AgencyConfig } from "./agency-file/agency-config.ts";
import { agencyNames, webRegion } from "./agency-names.ts";
import { type AgencyProps, AgencyStack } from "./agency-stack.ts";
import { AgencyWebStack } from "./agency-web-stack.ts";

/** The stacks of one agency, in the order of their deployment. */
export interface AgencyStacks {
  readonly data: AgencyDataStack;
  readonly agency: AgencyStack;
  /** Absent: the agency has no pages. */
  readonly web?: AgencyWebStack;
}

/**
 * All stacks of one agency; nothing is shared between agencies. A stack may refer to those before it, never to later ones: add a
 * further one after those that it refers to.
 */
export function agencyStacks(scope: Construct, { config, functionCode }: AgencyProps): AgencyStacks {
  const names = agencyNames(config.agencyId);
  const data = new AgencyDataStack(scope, names.dataStack, {
    config,
    ...stackProps(config, "records, keys, users, logs"),
  });
  const agency = new AgencyStack(scope, names.stack, {
    config,
    functionCode,
    data,
    ...stackProps(config, "API, functions, events"),
  });
  // References alone would make the same order, but logs are found by fixed names, which say nothing of it.
  agency.addStackDependency(data, "its logs, which it knows by name");
  const web = webStack(scope, config, agency);
  for (const stack of [data, agency, ...(web ? [web] : [])]) {
    tag(stack, config);
  }
  return { data, agency, ...(web && { web }) };
}

function webStack(scope: Construct, config: AgencyConfig, agency: AgencyStack): AgencyWebStack | undefined {
  const { webSite } = config;
  if (webSite === undefined) {
    return undefined;
  }
  const { env, ...props } = stackProps(config, "pages, firewall");
  return new AgencyWebStack(scope, agencyNames(config.agencyId).webStack, {
    config,
    webSite,
    signIn: agency.signInOfPages,
    apiEndpoint: agency.apiEndpoint,
    ...props,
    env: { ...env, region: webRegion },
  });
}

/** What all stacks of an agency have in common. */
function stackProps({ name, stage, account, region, removalPolicy, webSite }: AgencyConfig, holds: string): StackProps {
  return {
    env: { ...(account !== undefined && { account }), region },
    description: `Prior-Authorization Tracker of ${name} (${stage}): ${holds}`,
    terminationProtection: removalPolicy !== "destroy",
    // The pages' stack takes the API's address, and the user pool's, from another region. Within one it needs nothing.
    crossRegionReferences: webSite !== undefined && region !== webRegion,
  };
}

function tag(stack: Stack, { agencyId, stage }: AgencyConfig): void {
  Tags.of(stack).add("application", "prior-auth-tracker");
  Tags.of(stack).add("agency", agencyId);
  Tags.of(stack).add("stage", stage);
  Tags.of(stack).add("data-classification", "protected-health-information");
}
