import { describe, expect, it } from "vitest";
import roles from "../../../config/release-roles.template.json" with { type: "json" };

const { ReleaseRole, DiffRole } = roles.Resources;
const account = "$" + "{AWS::AccountId}";
const role = (name: string) => ({
  "Fn::Sub": `arn:\${AWS::Partition}:iam::${account}:role/cdk-hnb659fds-${name}-role-${account}-*`,
});
const stacks = { "Fn::Sub": `arn:\${AWS::Partition}:cloudformation:*:${account}:stack/PriorAuthTracker-*` };

const trusted = ({ Properties }: typeof ReleaseRole | typeof DiffRole) =>
  Properties.AssumeRolePolicyDocument.Statement.map(({ Action, Condition }) => [Action, Condition]);
const allowed = ({ Properties }: typeof ReleaseRole | typeof DiffRole) =>
  Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement as readonly object[]).map(
    (statement) => {
      const { Effect, Action, Resource } = statement as Record<string, unknown>;
      return [Effect, Action, Resource];
    },
  );

describe("the role of a release", () => {
  it("is taken by jobs of the account's environment that deploy, by the workflow of main: no tag, no branch, no other workflow", () => {
    expect(trusted(ReleaseRole)).toEqual([
      [
        "sts:AssumeRoleWithWebIdentity",
        {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": {
              "Fn::Sub": "repo:$" + "{Repository}:environment:$" + "{Environment}",
            },
            "token.actions.githubusercontent.com:ref": "refs/heads/main",
            "token.actions.githubusercontent.com:job_workflow_ref": {
              "Fn::Sub": "$" + "{Repository}/.github/workflows/wave.yml@refs/heads/main",
            },
          },
        },
      ],
    ]);
  });

  it("deploys by the CDK's roles alone; besides it reads stacks and alarms", () => {
    expect(allowed(ReleaseRole)).toEqual([
      ["Allow", "sts:AssumeRole", [role("deploy"), role("file-publishing"), role("lookup")]],
      ["Allow", ["cloudformation:DescribeStacks", "cloudformation:ListStackResources"], stacks],
      ["Allow", "cloudwatch:DescribeAlarms", "*"],
    ]);
  });
});

describe("the role of the diff", () => {
  it("is taken by the diff's workflow of main, and by no pull request", () => {
    expect(trusted(DiffRole)).toEqual([
      [
        "sts:AssumeRoleWithWebIdentity",
        {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": { "Fn::Sub": "repo:$" + "{Repository}:ref:refs/heads/main" },
            "token.actions.githubusercontent.com:job_workflow_ref": {
              "Fn::Sub": "$" + "{Repository}/.github/workflows/diff.yml@refs/heads/main",
            },
          },
        },
      ],
    ]);
  });

  it("reads templates and changes nothing", () => {
    expect(allowed(DiffRole)).toEqual([
      ["Allow", ["cloudformation:DescribeStacks", "cloudformation:GetTemplate"], stacks],
    ]);
  });
});
