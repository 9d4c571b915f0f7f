import { type Answer, ask } from "./answer.ts";
import type { Aws } from "./command-line-tool.ts";
import type { Template } from "./synthesized-stacks.ts";

/** As the tool prints it: ISO 8601, or where an older version hands on what came over the wire, seconds since 1970. */
export type Instant = string | number;

/** In ms since 1970. */
export function millisOf(instant: Instant): number {
  return typeof instant === "number" ? instant * 1000 : Date.parse(instant);
}

export interface StackDescription {
  readonly StackStatus: string;
  readonly StackStatusReason?: string;
  readonly CreationTime?: Instant;
  readonly DriftInformation?: { readonly StackDriftStatus?: string };
  readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
}

/** What CloudFormation says of a stack; undefined when there is none. */
export function describeStack(aws: Aws, stackName: string): Answer<StackDescription | undefined> {
  const answer = ask<{ Stacks?: readonly StackDescription[] }>(aws, [
    "cloudformation",
    "describe-stacks",
    "--stack-name",
    stackName,
  ]);
  if (answer.body) return { body: answer.body.Stacks?.[0] };
  return answer.code === "ValidationError" && /does not exist/.test(answer.says) ? { body: undefined } : answer;
}

/** The same of a stack that has to be there. */
export function descriptionOf(aws: Aws, stackName: string): StackDescription {
  const described = describeStack(aws, stackName);
  if (!described.body) throw new Error("says" in described ? described.says : `${stackName} is not deployed.`);
  return described.body;
}

/** What a stack that has to be there tells under this name. */
export function outputOf(aws: Aws, stackName: string, key: string): string {
  const output = descriptionOf(aws, stackName).Outputs?.find(({ OutputKey }) => OutputKey === key);
  if (output === undefined) throw new Error(`${stackName} has no output ${key}.`);
  return output.OutputValue;
}

/** The template as it was deployed. */
export function deployedTemplate(aws: Aws, stackName: string): Answer<Template> {
  const answer = ask<{ TemplateBody: Template | string }>(aws, [
    "cloudformation",
    "get-template",
    "--stack-name",
    stackName,
    // As it was written, before CloudFormation worked on it.
    "--template-stage",
    "Original",
  ]);
  if (!answer.body) return answer;
  const { TemplateBody: body } = answer.body;
  return { body: typeof body === "string" ? (JSON.parse(body) as Template) : body };
}

export interface DeployedResource {
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly PhysicalResourceId?: string;
}

/** What is in a stack. */
export function resourcesOf(aws: Aws, stackName: string): Answer<readonly DeployedResource[]> {
  const answer = ask<{ StackResourceSummaries: readonly DeployedResource[] }>(aws, [
    "cloudformation",
    "list-stack-resources",
    "--stack-name",
    stackName,
  ]);
  return answer.body ? { body: answer.body.StackResourceSummaries } : answer;
}

/**
 * What a stack has of one type.
 * @throws Error with what the tool said
 */
export function deployedOfType(aws: Aws, stackName: string, type: string): readonly Required<DeployedResource>[] {
  const resources = resourcesOf(aws, stackName);
  if (!resources.body) throw new Error(resources.says);
  return resources.body.filter(
    (each): each is Required<DeployedResource> => each.ResourceType === type && each.PhysicalResourceId !== undefined,
  );
}

/** The physical ids of those of one type. */
export function idsOfType(resources: readonly DeployedResource[], type: string): string[] {
  return resources.flatMap(({ ResourceType, PhysicalResourceId }) =>
    ResourceType === type && PhysicalResourceId !== undefined ? PhysicalResourceId : [],
  );
}
