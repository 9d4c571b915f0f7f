import { isDeepStrictEqual } from "node:util";
import { deployedTemplate, type StackDescription } from "../aws/deployed-stack.ts";
import type { SynthesizedStack } from "../aws/synthesized-stacks.ts";
import type { ExaminedAgency } from "./examined-agency.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";

/** Each stack as it stands on AWS: whether it can be deployed to, and what a deployment would change. */
export function examineStacks(agency: ExaminedAgency): Finding[] {
  return agency.stacks.map((stack) => {
    const description = agency.deployed.get(stack.stackName);
    return description === undefined
      ? ok("stack", `${stack.stackName} is not deployed yet.`)
      : examineStack(agency, stack, description);
  });
}

function examineStack(
  { name, awsIn }: ExaminedAgency,
  { stackName, region, template }: SynthesizedStack,
  description: StackDescription,
) {
  const { StackStatus: status, StackStatusReason: reason } = description;
  const says = `${stackName} is ${status}${reason ? `: ${reason}` : ""}`;
  if (status === "ROLLBACK_COMPLETE" || status === "ROLLBACK_FAILED")
    return fault(
      "stack",
      `${says}. Its first deployment failed.`,
      `aws cloudformation delete-stack --stack-name ${stackName}`,
    );
  if (status.endsWith("_FAILED"))
    return fault(
      "stack",
      `${says}.`,
      `aws cloudformation describe-stack-events --stack-name ${stackName}; then continue-update-rollback or delete-stack`,
    );
  if (status.endsWith("_IN_PROGRESS")) return notChecked("stack", `${says}.`, "Wait for it to end, and look again.");
  const drift = description.DriftInformation?.StackDriftStatus;
  if (drift === "DRIFTED")
    return fault(
      "stack",
      `${stackName} was changed by hand: CloudFormation found drift.`,
      `aws cloudformation describe-stack-resource-drifts --stack-name ${stackName}`,
    );
  const current = deployedTemplate(awsIn(region), stackName);
  if (!current.body) return notChecked("stack", current.says);
  const differing = differences(current.body.Resources, template.Resources);
  return ok(
    "stack",
    differing === 0
      ? `${stackName} is ${status}, as this checkout has it.`
      : `${stackName} is ${status}; a deployment changes ${differing} resources: npx cdk diff -c agency=${name}`,
  );
}

type Resources = Readonly<Record<string, object>>;

function differences(before: Resources, after: Resources): number {
  const all = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...all].filter((id) => !isDeepStrictEqual(withoutNotes(before[id]), withoutNotes(after[id]))).length;
}

/** Leaves out metadata that only the CDK's command line adds, and that AWS ignores. */
function withoutNotes(resource: object = {}): object {
  return { ...resource, Metadata: undefined };
}
