import { describe, expect, it } from "vitest";
import { type Answers, refusal } from "../aws/answering-aws.ts";
import { about, findingsOf, ready, running, stacks, subscription } from "./examined-account.ts";

describe("a fault", () => {
  const described = (stack: object) => ({ "cloudformation describe-stacks": { Stacks: [stack] } });

  it.each<[string, Answers, subject: string, says: RegExp, todo: RegExp]>([
    [
      "is another account than the file's",
      { ...ready, "sts get-caller-identity": { Account: "999999999999", Arn: "arn" } },
      "account",
      /Signed in to 999999999999.*says 111122223333/,
      /Sign in to the agency's account/,
    ],
    [
      "is a sign-in that has ended",
      { ...ready, "sts get-caller-identity": refusal("ExpiredToken") },
      "account",
      /ExpiredToken/,
      /Sign in again/,
    ],
    [
      "is a region that is switched off",
      { ...ready, "ec2 describe-regions": { Regions: [{ OptInStatus: "not-opted-in" }] } },
      "region",
      /us-west-2 is switched off/,
      /enable-region --region-name us-west-2/,
    ],
    [
      "is a region that does not exist",
      { ...ready, "ec2 describe-regions": refusal("InvalidParameterValue") },
      "region",
      /no region us-west-2/,
      /file/,
    ],
    [
      "is a missing bootstrap stack",
      { ...ready, "ssm get-parameter": refusal("ParameterNotFound") },
      "bootstrap",
      /not bootstrapped in us-west-2/,
      /npx cdk bootstrap aws:\/\/111122223333\/us-west-2 -c agency=juniper-ridge/,
    ],
    [
      "is a bootstrap stack that is too old",
      { ...ready, "ssm get-parameter": { Parameter: { Value: "5" } } },
      "bootstrap",
      /version 5, and 6 is needed/,
      /npx cdk bootstrap/,
    ],
    [
      "is a first deployment that failed",
      { ...running, ...described({ StackStatus: "ROLLBACK_COMPLETE" }) },
      "stack",
      /ROLLBACK_COMPLETE/,
      /delete-stack/,
    ],
    [
      "is an update that could not be taken back",
      { ...running, ...described({ StackStatus: "UPDATE_ROLLBACK_FAILED", StackStatusReason: "a queue" }) },
      "stack",
      /UPDATE_ROLLBACK_FAILED: a queue/,
      /continue-update-rollback/,
    ],
    [
      "is a stack that was changed by hand",
      {
        ...running,
        ...described({ StackStatus: "UPDATE_COMPLETE", DriftInformation: { StackDriftStatus: "DRIFTED" } }),
      },
      "stack",
      /changed by hand/,
      /describe-stack-resource-drifts/,
    ],
    [
      "is a log group that an earlier stack left behind",
      {
        ...ready,
        "logs describe-log-groups": { logGroups: [{ logGroupName: "/prior-auth-tracker/juniper-ridge/x" }] },
      },
      "leftovers",
      /1 log groups.*juniper-ridge\/x/,
      /runbook/,
    ],
    [
      "is a bus that an earlier stack left behind",
      { ...ready, "events list-event-buses": { EventBuses: [{ Name: "prior-auth-tracker-juniper-ridge" }] } },
      "leftovers",
      /event buses/,
      /runbook/,
    ],
    [
      "is a vault of backups that an earlier stack left behind",
      {
        ...ready,
        "backup list-backup-vaults": { BackupVaultList: [{ BackupVaultName: "prior-auth-tracker-juniper-ridge" }] },
      },
      "leftovers",
      /1 backup vaults/,
      /runbook/,
    ],
    [
      "is a sign-in domain of an earlier user pool",
      { ...ready, "cognito-idp describe-user-pool-domain": { DomainDescription: { UserPoolId: "us-west-2_old" } } },
      "leftovers",
      /prior-auth-\w{8}-111122223333, of the user pool us-west-2_old/,
      /runbook/,
    ],
    [
      "is a new account's limit of functions at once",
      {
        ...ready,
        "lambda get-account-settings": {
          AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 },
        },
      },
      "concurrency",
      /10 functions at once, 20 of them reserved/,
      /Service Quotas/,
    ],
    [
      "is a reservation that leaves the others too little",
      {
        ...ready,
        "lambda get-account-settings": {
          AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 119 },
        },
      },
      "concurrency",
      /99 left/,
      /Service Quotas/,
    ],
    [
      "is an account that has no room for its roles",
      { ...ready, "iam get-account-summary": { SummaryMap: { Roles: 1000, RolesQuota: 1000 } } },
      "roles",
      /1000 of 1000/,
      /another account/,
    ],
    [
      "is an address that has not confirmed",
      { ...running, "sns list-subscriptions-by-topic": subscription("PendingConfirmation") },
      "alarm mail",
      /has not confirmed/,
      /link in the mail/,
    ],
    [
      "is an address that nobody subscribed",
      { ...running, "sns list-subscriptions-by-topic": { Subscriptions: [] } },
      "alarm mail",
      /is not subscribed/,
      /Deploy/,
    ],
    [
      "is a switch that leaves backups under the table's key",
      { ...ready, "backup describe-region-settings": { ResourceTypeManagementPreference: { DynamoDB: false } } },
      "backups",
      /off in us-west-2.*lock does not hold them/,
      /update-region-settings --region us-west-2 --resource-type-management-preference DynamoDB=true/,
    ],
    [
      "is an alarm that rings",
      {
        ...running,
        "cloudwatch describe-alarms": {
          MetricAlarms: [{ AlarmName: "UnsentEvents", StateValue: "ALARM", AlarmDescription: "Nobody hears." }],
        },
      },
      "alarms",
      /UnsentEvents: Nobody hears\./,
      /runbook/,
    ],
  ])("%s", async (_, answers, subject, says, todo) => {
    const found = about(await findingsOf(answers), subject);
    expect(found).toMatchObject({
      state: "FAULT",
      says: expect.stringMatching(says),
      todo: expect.stringMatching(todo),
    });
  });

  it("is an alarm at which CodeDeploy would stop the next release", async () => {
    const [home] = stacks;
    const alias = {
      Type: "AWS::Lambda::Alias",
      Properties: { FunctionVersion: { "Fn::GetAtt": ["New", "Version"] } },
      UpdatePolicy: { CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: "Group" } } },
    };
    const group = {
      Type: "AWS::CodeDeploy::DeploymentGroup",
      Properties: { AlarmConfiguration: { Alarms: [{ Name: { Ref: "ApiFails" } }] } },
    };
    const deployed = ["Live", "ApiFails"].map((id) => ({
      LogicalResourceId: id,
      PhysicalResourceId: id,
      ResourceType: "x",
    }));
    const answers: Answers = {
      ...running,
      "cloudformation list-stack-resources": { StackResourceSummaries: deployed },
      "cloudwatch describe-alarms": { MetricAlarms: [{ AlarmName: "ApiFails", StateValue: "ALARM" }] },
    };
    const template = { Resources: { Live: alias, Group: group } };
    const findings = await findingsOf(answers, { synthesize: () => (home ? [{ ...home, template }] : []) });
    expect(about(findings, "release")).toMatchObject({
      state: "FAULT",
      says: expect.stringMatching(/ApiFails rings.* Live\./),
      todo: expect.stringMatching(/deploying\.md/),
    });
  });

  it("is a file that can't be used, and nothing else is looked at", async () => {
    const findings = await findingsOf({}, {}, "nowhere");
    expect(findings.map(({ subject, state }) => [subject, state])).toEqual([
      ["node", "OK"],
      ["file", "FAULT"],
    ]);
  });

  it("is a Node that runs none of this", async () => {
    expect(about(await findingsOf(ready, { nodeVersion: "22.1.0" }), "node")?.state).toBe("FAULT");
  });

  it("is a stack that can't be synthesized", async () => {
    const findings = await findingsOf(ready, {
      synthesize: () => {
        throw new Error("no bundle");
      },
    });
    expect(findings.at(-1)).toMatchObject({ subject: "templates", state: "FAULT", says: "no bundle" });
  });
});
