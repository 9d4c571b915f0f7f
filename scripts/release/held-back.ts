import type { Answer } from "../aws/answer.ts";
import type { Aws } from "../aws/command-line-tool.ts";
import { resourcesOf } from "../aws/deployed-stack.ts";
import { alarmsNamed, type DeployedAlarm } from "../aws/stack-alarms.ts";
import type { SynthesizedStack, TemplateResource } from "../aws/synthesized-stacks.ts";

/** An alarm that rings, and the functions whose new versions CodeDeploy therefore refuses. */
export interface HeldBack {
  readonly alarm: DeployedAlarm;
  /** Aliases of functions, by their logical ids. */
  readonly aliases: readonly string[];
}

/** An alias that a new version takes over little by little. */
interface Shift {
  readonly alias: string;
  /** Logical ids of the version and of the alarms that it waits for. */
  readonly version: string;
  readonly alarms: readonly string[];
}

/**
 * What CodeDeploy would refuse of a release: it begins no deployment while an alarm of its group rings, and minutes later
 * CloudFormation takes the whole stack back. Functions without a new version are not concerned.
 */
export function heldBack(aws: Aws, { stackName, template }: SynthesizedStack): Answer<readonly HeldBack[]> {
  const shifts = shiftsIn(template.Resources);
  if (shifts.length === 0) return { body: [] };
  const resources = resourcesOf(aws, stackName);
  // The first deployment shifts nothing.
  if (!resources.body) return /does not exist/.test(resources.says) ? { body: [] } : resources;
  const deployed = new Map(resources.body.map((each) => [each.LogicalResourceId, each.PhysicalResourceId]));
  const begun = shifts.filter(({ alias, version }) => deployed.has(alias) && !deployed.has(version));
  const names = [...new Set(begun.flatMap(({ alarms }) => alarms))].flatMap((id) => deployed.get(id) ?? []);
  const alarms = alarmsNamed(aws, names);
  if (!alarms.body) return alarms;
  return {
    body: alarms.body
      .filter(({ StateValue }) => StateValue === "ALARM")
      .map((alarm) => ({
        alarm,
        aliases: begun
          .filter((shift) => shift.alarms.some((id) => deployed.get(id) === alarm.AlarmName))
          .map(({ alias }) => alias),
      })),
  };
}

/** For whoever is about to deploy: what rings, and the ways out. */
export function heldBackSentence({ alarm: { AlarmName, AlarmDescription = "" }, aliases }: HeldBack): string {
  return `${AlarmName} rings, and until it ends CodeDeploy begins no deployment of ${aliases.join(", ")}. ${AlarmDescription}`;
}

export const heldBackTodo =
  "Wait until it ends; or, where this release is the cure or takes one back, let it change at once: docs/deploying.md, Held back by an alarm.";

function shiftsIn(resources: Readonly<Record<string, TemplateResource>>): Shift[] {
  return Object.entries(resources).flatMap(([alias, { Type, Properties, UpdatePolicy }]) => {
    const update = UpdatePolicy?.["CodeDeployLambdaAliasUpdate"] as { DeploymentGroupName: unknown } | undefined;
    const [group] = update ? referred(update.DeploymentGroupName) : [];
    const [version] = referred(Properties?.["FunctionVersion"]);
    if (Type !== "AWS::Lambda::Alias" || group === undefined || version === undefined) return [];
    return [{ alias, version, alarms: referred(resources[group]?.Properties?.["AlarmConfiguration"]) }];
  });
}

/** The logical ids that a part of a template refers to. */
function referred(part: unknown): string[] {
  const text = JSON.stringify(part ?? null);
  return [...text.matchAll(/"(?:Ref":"|Fn::GetAtt":\[")(\w+)"/g)].flatMap(([, id]) => id ?? []);
}
