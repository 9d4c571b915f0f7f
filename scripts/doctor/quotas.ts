import { ask } from "../aws/answer.ts";
import { deployedTemplate } from "../aws/deployed-stack.ts";
import { ofType, type Template } from "../aws/synthesized-stacks.ts";
import type { ExaminedAgency } from "./examined-agency.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";

/** The quotas that agencies really meet: those of a new account, and those that many agencies in one account share. */
export function examineQuotas(agency: ExaminedAgency): Finding[] {
  return [examineConcurrency(agency), examineRoles(agency), ...examineCounted(agency)];
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

/** Quotas that no answer of AWS states: what is counted is compared with what an account has at first. */
const counted = [
  {
    subject: "event buses",
    type: "AWS::Events::EventBus",
    list: ["events", "list-event-buses"],
    within: "EventBuses",
    atFirst: 100,
    todo: "Service Quotas, EventBridge, Event buses: whether it was raised for this account.",
  },
  {
    subject: "registries",
    type: "AWS::EventSchemas::Registry",
    list: ["schemas", "list-registries", "--scope", "LOCAL"],
    within: "Registries",
    atFirst: 10,
    todo: 'Service Quotas, EventBridge Schema Registry, Registries; or "eventSchemas": false in the agency\'s file.',
  },
] as const;

function examineCounted({ stacks, aws, deployed }: ExaminedAgency): Finding[] {
  return counted.flatMap(({ subject, type, list, within, atFirst, todo }) => {
    const needed = ofType(notYet(stacks, deployed), type).length;
    if (needed === 0) return [];
    const answer = ask<Partial<Record<typeof within, readonly unknown[]>>>(aws, list);
    if (!answer.body) return notChecked(subject, answer.says);
    const found = answer.body[within]?.length ?? 0;
    const says = `${found} are there and ${needed} to be made; an account has ${atFirst} unless its quota was raised`;
    return found + needed <= atFirst ? ok(subject, `${says}.`) : notChecked(subject, `${says}.`, todo);
  });
}

function notYet(stacks: ExaminedAgency["stacks"], deployed: ExaminedAgency["deployed"]) {
  return stacks.filter(({ stackName }) => deployed.get(stackName) === undefined);
}
