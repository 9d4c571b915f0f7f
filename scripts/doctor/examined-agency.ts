import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { type Answer, ask } from "../aws/answer.ts";
import type { Aws } from "../aws/command-line-tool.ts";
import { describeStack, type StackDescription } from "../aws/deployed-stack.ts";
import type { SynthesizedStack } from "../aws/synthesized-stacks.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";

/** An agency as its file has it, and the account that it is deployed into. */
export interface ExaminedAgency {
  /** The file's name, as `-c agency=` takes it. */
  readonly name: string;
  readonly config: AgencyConfig;
  /** As this checkout would deploy them, in this order. */
  readonly stacks: readonly SynthesizedStack[];
  /** Asks in the agency's region. */
  readonly aws: Aws;
  /** Asks elsewhere: the pages' stack is in a region of its own. */
  readonly awsIn: (region: string) => Aws;
  readonly account: string;
  /** What CloudFormation says of each stack now, by its name; undefined where it is not deployed. */
  readonly deployed: ReadonlyMap<string, StackDescription | undefined>;
}

/** Who is signed in, and whether that is the agency's account. Without an account nothing else can be asked. */
export function examineAccount(
  { account }: AgencyConfig,
  aws: Aws,
): { readonly finding: Finding; readonly account?: string } {
  const identity = ask<{ Account: string; Arn: string }>(aws, ["sts", "get-caller-identity"]);
  if (!identity.body) {
    const finding = /Expired|Invalid|Unrecognized/.test(identity.code)
      ? fault("account", identity.says, "Sign in again, for instance by aws sso login.")
      : notChecked(
          "account",
          identity.says,
          "Nothing on AWS is checked without credentials: sign in and run this again.",
        );
    return { finding };
  }
  const { Account, Arn } = identity.body;
  if (account !== undefined && account !== Account) {
    const finding = fault(
      "account",
      `Signed in to ${Account} (${Arn}); the agency's file says ${account}.`,
      "Sign in to the agency's account. Nothing else was looked at: it would be said of another agency's account.",
    );
    return { finding };
  }
  const named = account === undefined ? "; the file names none, so it would be deployed there" : ", as the file says";
  return { finding: ok("account", `${Account}${named}.`), account: Account };
}

/** The region to ask about an account's regions: one that is switched off does not answer. */
export function homeRegion(region: string): string {
  if (region.startsWith("us-gov-")) return "us-gov-west-1";
  return region.startsWith("cn-") ? "cn-north-1" : "us-east-1";
}

export function examineRegion({ region }: AgencyConfig, awsAtHome: Aws): Finding {
  const subject = "region";
  const answer = ask<{ Regions: readonly { readonly OptInStatus?: string }[] }>(awsAtHome, [
    "ec2",
    "describe-regions",
    "--all-regions",
    "--region-names",
    region,
  ]);
  if (!answer.body)
    return answer.code === "InvalidParameterValue"
      ? fault(subject, `There is no region ${region}.`, "Correct region in the agency's file.")
      : notChecked(subject, answer.says);
  return answer.body.Regions[0]?.OptInStatus === "not-opted-in"
    ? fault(subject, `${region} is switched off in this account.`, `aws account enable-region --region-name ${region}`)
    : ok(subject, `${region} can be used.`);
}

/** @throws what kept CloudFormation from answering, as a finding's text */
export function describeStacks(
  awsIn: (region: string) => Aws,
  stacks: readonly SynthesizedStack[],
): Answer<ReadonlyMap<string, StackDescription | undefined>> {
  const described = new Map<string, StackDescription | undefined>();
  for (const { stackName, region } of stacks) {
    const answer = describeStack(awsIn(region), stackName);
    if (!("body" in answer)) return answer;
    described.set(stackName, answer.body);
  }
  return { body: described };
}
