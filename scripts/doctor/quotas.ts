import { ask } from "../aws/answer.ts";
import { deployedTemplate } from "../aws/deployed-stack.ts";
import { ofType, type Template } from "../aws/synthesized-stacks.ts";
import type { ExaminedAgency } from "./examined-agency.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";

/** The quotas that agencies really meet: those of a new account, and those that many agencies in one account share. */
export function examineQuotas(agency: ExaminedAgency): Finding[] {
  return [examineConcurrency(agency), examineRoles(agency), ...examineCounted(agency), ...examineFirewallLogs(agency)];
}

/** Lambda keeps that many for functions that reserve none, and refuses a reservation that would leave fewer. */
const keptUnreserved = 100;

function examineConcurrency({ stacks, aws, deployed }: ExaminedAgency): Finding {
  const subject = "concurrency";
  const answer = ask<{
    AccountLimit: { readonly ConcurrentExecutions: number; readonly UnreservedConcurrentExecutions: number };
  }>(aws, ["lambda", "get-account-settings"]);
  if (!answer.body) return notChecked(subject, answer.says);
  const { ConcurrentExecutions: most, UnreservedConcurrentExecutions: unreserved } = answer.body.AccountLimit;
  const needed = reservedIn(stacks);
  const already = reservedIn(
    stacks.flatMap(({ stackName }) => {
      const template = deployed.get(stackName) && deployedTemplate(aws, stackName).body;
      return template ? [{ template }] : [];
    }),
  );
  const left = unreserved + already - needed;
  const says = `${most} functions at once, ${needed} of them reserved by this agency, ${left} left for all that reserve none`;
  return left >= keptUnreserved
    ? ok(subject, `${says}.`)
    : fault(
        subject,
        `${says}: AWS refuses to leave fewer than ${keptUnreserved}, and fewer are too few for users at a peak.`,
        "Ask for a higher quota: Service Quotas, AWS Lambda, Concurrent executions.",
      );
}

function reservedIn(stacks: readonly { readonly template: Template }[]): number {
  return ofType(stacks, "AWS::Lambda::Function")
    .map(({ Properties }) => Number(Properties?.["ReservedConcurrentExecutions"] ?? 0))
    .reduce((sum, each) => sum + each, 0);
}

function examineRoles({ stacks, aws, deployed }: ExaminedAgency): Finding {
  const subject = "roles";
  const answer = ask<{ SummaryMap: { readonly Roles: number; readonly RolesQuota: number } }>(aws, [
    "iam",
    "get-account-summary",
  ]);
  if (!answer.body) return notChecked(subject, answer.says);
  const { Roles, RolesQuota } = answer.body.SummaryMap;
  const needed = ofType(notYet(stacks, deployed), "AWS::IAM::Role").length;
  const says = `${Roles} of ${RolesQuota} IAM roles are there, and ${needed} are to be made`;
  return Roles + needed <= RolesQuota
    ? ok(subject, `${says}.`)
    : fault(
        subject,
        `${says}.`,
        "Ask for a higher quota: Service Quotas, IAM, Roles per account; or use another account.",
      );
}

/** Quotas that AWS does not tell: counted here, and compared with what an account has at first. */
const counted = [
  {
    subject: "event buses",
    type: "AWS::Events::EventBus",
    list: ["events", "list-event-buses"],
    within: ["EventBuses"],
    atFirst: 100,
    todo: "Service Quotas, EventBridge, Event buses: whether it was raised for this account.",
  },
  {
    subject: "registries",
    type: "AWS::EventSchemas::Registry",
    list: ["schemas", "list-registries", "--scope", "LOCAL"],
    within: ["Registries"],
    atFirst: 10,
    todo: 'Service Quotas, EventBridge Schema Registry, Registries; or "eventSchemas": false in the agency\'s file.',
  },
  {
    subject: "header policies",
    type: "AWS::CloudFront::ResponseHeadersPolicy",
    list: ["cloudfront", "list-response-headers-policies", "--type", "custom"],
    within: ["ResponseHeadersPolicyList", "Items"],
    atFirst: 20,
    todo: "Service Quotas, Amazon CloudFront, Response headers policies per AWS account: whether it was raised.",
  },
] as const;

function examineCounted({ stacks, aws, deployed }: ExaminedAgency): Finding[] {
  return counted.flatMap(({ subject, type, list, within, atFirst, todo }) => {
    const needed = ofType(notYet(stacks, deployed), type).length;
    if (needed === 0) return [];
    const answer = ask<object>(aws, list);
    if (!answer.body) return notChecked(subject, answer.says);
    const found = listedIn(answer.body, within).length;
    const says = `${found} are there and ${needed} to be made; an account has ${atFirst} unless its quota was raised`;
    return found + needed <= atFirst ? ok(subject, `${says}.`) : notChecked(subject, `${says}.`, todo);
  });
}

function listedIn(body: unknown, [field = "", ...inner]: readonly string[]): readonly unknown[] {
  const part = (body as Readonly<Record<string, unknown>> | undefined)?.[field];
  if (inner.length > 0) return listedIn(part, inner);
  return Array.isArray(part) ? part : [];
}

/** CloudWatch Logs takes no longer policies. */
const longestLogPolicy = 5120;
/** An ARN of a log, its quotation marks and comma. */
const firewallLogLength = 120;

/** WAF enters the log of each firewall into one policy of the account. Full, it makes the stack of one more agency's pages fail. */
function examineFirewallLogs({ stacks, awsIn, deployed }: ExaminedAgency): Finding[] {
  const subject = "firewall logs";
  const [site] = notYet(stacks, deployed).filter(
    (stack) => ofType([stack], "AWS::WAFv2::LoggingConfiguration").length > 0,
  );
  if (site === undefined) return [];
  const answer = ask<{
    resourcePolicies?: readonly { readonly policyName: string; readonly policyDocument: string }[];
  }>(awsIn(site.region), ["logs", "describe-resource-policies"]);
  if (!answer.body) return [notChecked(subject, answer.says)];
  const policy = answer.body.resourcePolicies?.find(({ policyName }) => policyName === "AWSWAF-LOGS");
  const length = policy?.policyDocument.length ?? 0;
  const says = `The policy AWSWAF-LOGS of ${site.region} has ${length} of ${longestLogPolicy} characters.`;
  return [
    length + firewallLogLength <= longestLogPolicy
      ? ok(subject, says)
      : fault(
          subject,
          says,
          "Use another account for this agency, or take logs out of it that are not there any more.",
        ),
  ];
}

function notYet(stacks: ExaminedAgency["stacks"], deployed: ExaminedAgency["deployed"]) {
  return stacks.filter(({ stackName }) => deployed.get(stackName) === undefined);
}
