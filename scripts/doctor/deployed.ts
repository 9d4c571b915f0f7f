import { isDeepStrictEqual } from "node:util";
import { agencyNames } from "../../lib/agency-names.ts";
import { signInDomain } from "../../lib/sign-in.ts";
import { ask } from "../aws/answer.ts";
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

type Resources = Readonly<Record<string, unknown>>;

function differences(before: Resources, after: Resources): number {
  const all = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...all].filter((id) => !isDeepStrictEqual(before[id], after[id])).length;
}

/** What an earlier stack of the agency has left behind and a new one could not make: it is kept when a stack is deleted. */
export function examineLeftovers(agency: ExaminedAgency): Finding[] {
  const { config, aws, account, deployed } = agency;
  if ([...deployed.values()].some((description) => description !== undefined)) return [];
  const names = agencyNames(config.agencyId);
  const logPrefix = names.functionLog("");
  const logs = ask<{ logGroups: readonly { readonly logGroupName: string }[] }>(aws, [
    "logs",
    "describe-log-groups",
    "--log-group-name-prefix",
    logPrefix,
  ]);
  const buses = ask<{ EventBuses: readonly { readonly Name: string }[] }>(aws, [
    "events",
    "list-event-buses",
    "--name-prefix",
    names.bus,
  ]);
  const findings: Finding[] = [];
  const tell = (kind: string, found: readonly string[]) => {
    if (found.length > 0)
      findings.push(
        fault(
          "leftovers",
          `${found.length} ${kind} of an earlier stack are there, and a new stack can't make them: ${found[0]}`,
          "docs/runbook.md, Deleted stack: keep what has to be kept, then delete them.",
        ),
      );
  };
  if (!logs.body || !buses.body)
    return [notChecked("leftovers", [logs, buses].flatMap((each) => (each.body ? [] : each.says))[0] ?? "")];
  tell(
    "log groups",
    logs.body.logGroups.map(({ logGroupName }) => logGroupName),
  );
  tell(
    "event buses",
    buses.body.EventBuses.map(({ Name }) => Name).filter((each) => each === names.bus),
  );
  if (config.tokenIssuer === undefined) {
    const domain = signInDomain(config.agencyId, account);
    const taken = ask<{ DomainDescription?: { readonly UserPoolId?: string } }>(aws, [
      "cognito-idp",
      "describe-user-pool-domain",
      "--domain",
      domain,
    ]);
    if (!taken.body) findings.push(notChecked("leftovers", taken.says));
    else if (taken.body.DomainDescription?.UserPoolId)
      tell("sign-in domains", [`${domain}, of the user pool ${taken.body.DomainDescription.UserPoolId}`]);
  }
  return findings.length > 0 ? findings : [ok("leftovers", "Nothing of an earlier stack is in the way.")];
}
