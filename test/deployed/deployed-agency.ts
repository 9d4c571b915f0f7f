import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";
import { readAgencyConfig } from "../../lib/agency-file/agency-files.ts";
import { stacksOf } from "../../scripts/aws/agency-stacks.ts";

/** What a deployed agency's stacks say of themselves. */
export interface DeployedAgency {
  readonly region: string;
  readonly apiUrl: string;
  readonly eventBusName: string;
  /** Those of the user pool; undefined where the agency has a token issuer of its own. */
  readonly userPoolId: string | undefined;
  readonly clientId: string | undefined;
  /** The physical name or address of the one resource of a type whose logical id begins like this. */
  readonly physicalId: (type: string, logicalId: string) => string;
}

/**
 * Reads an agency's stacks where AWS_ENDPOINT_URL points, else in the account of the credentials.
 * @param name the file's name in `config/agencies`
 */
export async function readDeployedAgency(name: string): Promise<DeployedAgency> {
  const config = readAgencyConfig(name);
  const outputs = new Map<string, string>();
  const resources: { readonly type: string; readonly logicalId: string; readonly physicalId: string }[] = [];
  for (const { stackName: StackName, region } of stacksOf(config)) {
    const client = new CloudFormationClient({ region });
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    for (const { OutputKey = "", OutputValue = "" } of Stacks[0]?.Outputs ?? []) outputs.set(OutputKey, OutputValue);
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
      for (const {
        ResourceType: type = "",
        LogicalResourceId: logicalId = "",
        PhysicalResourceId: physicalId = "",
      } of StackResourceSummaries)
        resources.push({ type, logicalId, physicalId });
  }
  const output = (key: string) => {
    const value = outputs.get(key);
    if (value === undefined) throw new Error(`No stack of ${name} has an output ${key}: deploy it anew.`);
    return value;
  };
  return {
    region: config.region,
    // Where there are pages, the API answers nobody who asks past them.
    apiUrl: reachable(config.webSite ? output("WebSiteUrl").replace(/\/$/, "") : output("ApiUrl")),
    eventBusName: output("EventBusName"),
    userPoolId: outputs.get("UserPoolId"),
    clientId: outputs.get("ClientId"),
    physicalId: (type, logicalId) => {
      const found = resources.filter((each) => each.type === type && each.logicalId.startsWith(logicalId));
      if (found[0] === undefined || found.length > 1)
        throw new Error(`Expected one ${type} ${logicalId}… in the stacks of ${name}, found ${found.length}.`);
      return found[0].physicalId;
    },
  };
}

/** An emulator's `<api>.execute-api.localhost` is no name that every resolver knows; the same API answers under a path. */
function reachable(apiUrl: string): string {
  const { hostname } = new URL(apiUrl);
  const endpoint = process.env["AWS_ENDPOINT_URL"];
  const [apiId] = hostname.split(".");
  return endpoint !== undefined && hostname.endsWith(".localhost") ? `${endpoint}/_aws/execute-api/${apiId}` : apiUrl;
}
