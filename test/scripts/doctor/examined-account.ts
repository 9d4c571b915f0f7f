import type { SynthesizedStack } from "../../../scripts/aws/synthesized-stacks.ts";
import { examine, type Surroundings } from "../../../scripts/doctor/examine.ts";
import type { Finding } from "../../../scripts/doctor/finding.ts";
import { type Answers, answering, refusal } from "../aws/answering-aws.ts";

export const stackName = "PriorAuthTracker-juniper-ridge";
export const template = {
  Resources: {
    Plan: { Type: "AWS::Backup::BackupPlan" },
    Vault: {
      Type: "AWS::Backup::BackupVault",
      Properties: { BackupVaultName: "prior-auth-tracker-juniper-ridge" },
    },
    Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/prior-auth-tracker/juniper-ridge/x" } },
    Topic: { Type: "AWS::SNS::Topic" },
    SignInPage: { Type: "AWS::Cognito::UserPoolDomain" },
    Bus: { Type: "AWS::Events::EventBus", Properties: { Name: "prior-auth-tracker-juniper-ridge" } },
    Registry: { Type: "AWS::EventSchemas::Registry" },
    Role: { Type: "AWS::IAM::Role" },
    Billing: { Type: "AWS::Lambda::Function", Properties: { ReservedConcurrentExecutions: 20 } },
    Tracker: { Type: "AWS::Lambda::Function", Properties: {} },
  },
};
export const stacks: SynthesizedStack[] = [
  { id: stackName, stackName, agencyId: "juniper-ridge", region: "us-west-2", template, bootstrapVersion: 6 },
];

/** An account that is ready for a first deployment. */
export const ready: Answers = {
  "sts get-caller-identity": { Account: "111122223333", Arn: "arn:aws:sts::111122223333:assumed-role/ops/lee" },
  "ec2 describe-regions": { Regions: [{ OptInStatus: "opt-in-not-required" }] },
  "ssm get-parameter": { Parameter: { Value: "27" } },
  "cloudformation describe-stacks": refusal("ValidationError", `Stack with id ${stackName} does not exist`),
  "logs describe-log-groups": { logGroups: [] },
  "events list-event-buses": { EventBuses: [{ Name: "default" }] },
  "cognito-idp describe-user-pool-domain": { DomainDescription: {} },
  "lambda get-account-settings": { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 } },
  "iam get-account-summary": { SummaryMap: { Roles: 40, RolesQuota: 1000 } },
  "schemas list-registries": { Registries: [] },
  "backup list-backup-vaults": { BackupVaultList: [{ BackupVaultName: "Default" }] },
  "backup describe-region-settings": { ResourceTypeManagementPreference: { DynamoDB: true, EFS: true } },
};

const resources = [
  { ResourceType: "AWS::SNS::Topic", PhysicalResourceId: "arn:aws:sns:us-west-2:111122223333:topic" },
  { ResourceType: "AWS::CloudWatch::Alarm", PhysicalResourceId: "UnsentEvents" },
];
export const subscription = (SubscriptionArn: string) => ({
  Subscriptions: [{ Endpoint: "on-call@juniper-ridge.example", SubscriptionArn }],
});

/** The same account with the agency in it. */
export const running: Answers = {
  ...ready,
  "cloudformation describe-stacks": { Stacks: [{ StackStatus: "UPDATE_COMPLETE" }] },
  "cloudformation get-template": { TemplateBody: template },
  "cloudformation list-stack-resources": { StackResourceSummaries: resources },
  "sns list-subscriptions-by-topic": subscription("arn:aws:sns:us-west-2:111122223333:topic:1"),
  "cloudwatch describe-alarms": { MetricAlarms: [{ AlarmName: "UnsentEvents", StateValue: "OK" }] },
};

/** What the doctor finds of an agency, juniper-ridge unless other surroundings or another name are given. */
export async function findingsOf(answers: Answers, more: Partial<Surroundings> = {}, name = "juniper-ridge") {
  const findings: Finding[] = [];
  const surroundings = { nodeVersion: "24.21.0", awsIn: () => answering(answers), synthesize: () => stacks, ...more };
  for await (const finding of examine(name, surroundings)) findings.push(finding);
  return findings;
}

export const about = (findings: readonly Finding[], subject: string) =>
  findings.find((finding) => finding.subject === subject);
