import { signInDomain } from "../../lib/sign-in.ts";
import { ask } from "../aws/answer.ts";
import type { Aws } from "../aws/command-line-tool.ts";
import { ofType, type SynthesizedStack } from "../aws/synthesized-stacks.ts";
import type { ExaminedAgency } from "./examined-agency.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";

/** A kind of resource with a fixed name, which stays when its stack is deleted or fails to be made. */
interface NamedKind {
  readonly kind: string;
  readonly type: string;
  /** The property that names it. */
  readonly named: string;
  /** Asks for all whose names begin so. */
  readonly list: (prefix: string) => readonly string[];
  readonly within: string;
  /** Its name in the answer. */
  readonly listedAs: string;
}

const namedKinds: readonly NamedKind[] = [
  {
    kind: "log groups",
    type: "AWS::Logs::LogGroup",
    named: "LogGroupName",
    list: (prefix) => ["logs", "describe-log-groups", "--log-group-name-prefix", prefix],
    within: "logGroups",
    listedAs: "logGroupName",
  },
  {
    kind: "event buses",
    type: "AWS::Events::EventBus",
    named: "Name",
    list: (prefix) => ["events", "list-event-buses", "--name-prefix", prefix],
    within: "EventBuses",
    listedAs: "Name",
  },
  {
    kind: "backup vaults",
    type: "AWS::Backup::BackupVault",
    named: "BackupVaultName",
    list: () => ["backup", "list-backup-vaults"],
    within: "BackupVaultList",
    listedAs: "BackupVaultName",
  },
];

const subject = "leftovers";

/** Resources that earlier stacks have left behind, whose names make a new stack fail. */
export function examineLeftovers(agency: ExaminedAgency): Finding[] {
  const missing = agency.stacks.filter(({ stackName }) => agency.deployed.get(stackName) === undefined);
  const findings = [
    ...missing.flatMap((stack) => namedKinds.flatMap((kind) => leftOf(kind, stack, agency))),
    ...takenDomain(agency, missing),
  ];
  return missing.length === 0 || findings.length > 0
    ? findings
    : [ok(subject, "Nothing of an earlier stack is in the way.")];
}

function leftOf(
  { kind, type, named, list, within, listedAs }: NamedKind,
  stack: SynthesizedStack,
  { config, awsIn }: ExaminedAgency,
): Finding[] {
  const names = ofType([stack], type).flatMap(({ Properties }) => {
    const name = Properties?.[named];
    return typeof name === "string" ? name : [];
  });
  // One question for all names that are alike up to the agency's id; names of other agencies may be in the answer.
  const prefixes = new Set(names.map((name) => name.slice(0, name.indexOf(config.agencyId) + config.agencyId.length)));
  const found: string[] = [];
  for (const prefix of prefixes) {
    const answer = listed(awsIn(stack.region), list(prefix), within);
    if (!answer.body) return [notChecked(subject, answer.says)];
    found.push(...answer.body.map((each) => String(each[listedAs])).filter((name) => names.includes(name)));
  }
  return found.length === 0 ? [] : [inTheWay(kind, found)];
}

function listed(aws: Aws, command: readonly string[], within: string) {
  const answer = ask<Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>(aws, command);
  return answer.body ? { body: answer.body[within] ?? [] } : answer;
}

/** The domain of a user pool that an earlier data stack has left behind with its users. */
function takenDomain({ config, aws, account }: ExaminedAgency, missing: readonly SynthesizedStack[]): Finding[] {
  if (ofType(missing, "AWS::Cognito::UserPoolDomain").length === 0) return [];
  const domain = signInDomain(config.agencyId, account);
  const taken = ask<{ DomainDescription?: { readonly UserPoolId?: string } }>(aws, [
    "cognito-idp",
    "describe-user-pool-domain",
    "--domain",
    domain,
  ]);
  if (!taken.body) return [notChecked(subject, taken.says)];
  const { UserPoolId: pool } = taken.body.DomainDescription ?? {};
  return pool ? [inTheWay("sign-in domains", [`${domain}, of the user pool ${pool}`])] : [];
}

function inTheWay(kind: string, found: readonly string[]): Finding {
  return fault(
    subject,
    `${found.length} ${kind} of an earlier stack are there, and a new stack can't make them: ${found[0]}`,
    "docs/runbook.md, Deleted stack: keep what has to be kept, then delete them.",
  );
}
