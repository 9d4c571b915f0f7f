import { describe, expect, it } from "vitest";
import { httpFunctions } from "../../lib/deployed-functions.ts";
import { flat, production, SynthesizedAgency } from "./synthesized-agency.ts";

const agency = new SynthesizedAgency(production);
const demo = new SynthesizedAgency();
const ofUsers = ["CodeDeployDefault.LambdaCanary10Percent5Minutes", "ApiFails"] as const;

/** How each function's new version takes over, and what takes it back besides its own errors. Absent: at once. */
const shifts: Readonly<Record<string, readonly [config: string, ...alarms: string[]]>> = {
  ...Object.fromEntries(httpFunctions.map((name) => [name, ofUsers])),
  billing: ["CodeDeployDefault.LambdaLinear10PercentEvery1Minute"],
  "copy-targets": ["CodeDeployDefault.LambdaLinear10PercentEvery1Minute"],
  resend: ["CodeDeployDefault.LambdaLinear10PercentEvery1Minute", "UnsentEvents"],
};

const withoutHash = (id = "") => id.replace(/[0-9A-F]{8}$/, "");

/** A function's alias, what its update goes through, and the version that it leads to. */
function release(of: SynthesizedAgency, name: string) {
  const lambda = of.functions().get(name)?.logicalId;
  const aliases = of
    .ofType("AWS::Lambda::Alias")
    .filter(([, { Properties }]) => of.referred(Properties.FunctionName) === lambda);
  expect(aliases, name).toHaveLength(1);
  const [[aliasId, alias] = ["", undefined]] = aliases;
  const update = alias?.UpdatePolicy?.CodeDeployLambdaAliasUpdate;
  return {
    lambda,
    aliasId,
    alias,
    versionId: of.referred(alias?.Properties.FunctionVersion),
    group: update && of.resources[of.referred(update.DeploymentGroupName) ?? ""]?.Properties,
  };
}

describe.each([...agency.functions().keys()])("functions/%s", (name) => {
  it("is called by the alias live, which leads to a published version of it", () => {
    for (const of of [agency, demo]) {
      const { alias, lambda, versionId } = release(of, name);
      expect(alias?.Properties.Name).toBe("live");
      expect(of.resources[versionId ?? ""]?.Type).toBe("AWS::Lambda::Version");
      expect(of.referred(of.resources[versionId ?? ""]?.Properties.FunctionName)).toBe(lambda);
    }
  });

  it("gets its new version little by little where it is called often enough to see what is wrong", () => {
    const { group } = release(agency, name);
    const alarmIds: string[] = (group?.AlarmConfiguration.Alarms ?? []).map(
      ({ Name }: { Name: unknown }) => agency.referred(Name) ?? "",
    );
    const others = alarmIds.map(withoutHash).filter((id) => id.startsWith("Alarms"));
    const found = group && [group.DeploymentConfigName, ...others.map((id) => id.replace("Alarms", ""))];
    expect(found).toEqual(shifts[name]);
  });

  it("gets it at once in a demo", () => {
    expect(release(demo, name).alias?.UpdatePolicy).toBeUndefined();
  });
});

describe.each(Object.keys(shifts))("the release of functions/%s", (name) => {
  const { group, lambda, versionId } = release(agency, name);

  it("is taken back by the first error of the new version, whatever the old one does", () => {
    const alarmIds: string[] = group.AlarmConfiguration.Alarms.map(({ Name }: { Name: unknown }) =>
      agency.referred(Name),
    );
    const [own = "", ...others] = alarmIds.filter((id) => id.startsWith("Release"));
    expect(others).toEqual([]);
    const { Dimensions, ...alarm } = agency.resources[own]?.Properties ?? {};
    expect(alarm).toMatchObject({
      Namespace: "AWS/Lambda",
      MetricName: "Errors",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: "GreaterThanThreshold",
      // Nobody called it yet: that is no error.
      TreatMissingData: "notBreaching",
    });
    const dimensions = Dimensions.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, flat(Value)]);
    expect(dimensions).toEqual([
      ["ExecutedVersion", `\${${versionId}.Version}`],
      ["FunctionName", `\${${lambda}}`],
      ["Resource", `\${${lambda}}:live`],
    ]);
  });

  it("is taken back also when it is stopped or fails", () => {
    expect(group.AlarmConfiguration.Enabled).toBe(true);
    expect(group.AutoRollbackConfiguration).toEqual({
      Enabled: true,
      Events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST", "DEPLOYMENT_STOP_ON_ALARM"],
    });
  });
});

describe("CodeDeploy", () => {
  const roles = agency
    .ofType("AWS::IAM::Role")
    .filter(([, { Properties }]) =>
      JSON.stringify(Properties.AssumeRolePolicyDocument).includes("codedeploy.amazonaws.com"),
    );
  const [[roleId, role] = ["", undefined]] = roles;

  it("has one role for all functions, and no policy of AWS's", () => {
    expect(roles).toHaveLength(1);
    for (const [, { Properties }] of agency.ofType("AWS::CodeDeploy::DeploymentGroup")) {
      expect(agency.referred(Properties.ServiceRoleArn)).toBe(roleId);
    }
    expect(role?.Properties.ManagedPolicyArns).toBeUndefined();
  });

  it("may move the aliases of these functions, look at alarms, and nothing else", () => {
    const [move, look, ...others] = role?.Properties.Policies[0].PolicyDocument.Statement ?? [];
    expect(others).toEqual([]);
    expect(move.Action).toEqual(["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"]);
    const arns = Object.keys(shifts).flatMap((name) => {
      const arn = `\${${agency.functions().get(name)?.logicalId}.Arn}`;
      return [arn, `${arn}:live`];
    });
    expect(move.Resource.map(flat).sort()).toEqual(arns.sort());
    expect([look.Action, flat(look.Resource)]).toEqual([
      "cloudwatch:DescribeAlarms",
      "arn:aws:cloudwatch:us-east-1:123456789012:alarm:*",
    ]);
  });
});

it.each([
  ["canary", "demo", true],
  ["all-at-once", "production", false],
  [undefined, "pilot", true],
  [undefined, "production", true],
  [undefined, "demo", false],
] as const)("with deployment %s, stage %s releases gradually: %s", (deployment, stage, gradual) => {
  const of = new SynthesizedAgency({ ...production, stage, ...(deployment && { deployment }) });
  expect(of.ofType("AWS::CodeDeploy::DeploymentGroup").length > 0).toBe(gradual);
});

// CloudFormation refuses a circle, and counts what an update goes through.
it.each([
  ["a demo", demo],
  ["production", agency],
])("no resource of %s waits for itself", (_, { resources }) => {
  const neighbours = (id: string): string[] => {
    const { Properties, UpdatePolicy, DependsOn = [] } = resources[id] ?? {};
    const text = JSON.stringify([Properties, UpdatePolicy]);
    const referred = [...text.matchAll(/"(?:Ref":"|Fn::GetAtt":\[")(\w+)/g)].map(([, name = ""]) => name);
    return [...referred, ...DependsOn].filter((name) => name in resources);
  };
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    expect(path, [...path, id].join(" -> ")).not.toContain(id);
    if (!done.has(id)) {
      for (const next of neighbours(id)) visit(next, [...path, id]);
      done.add(id);
    }
  };
  for (const id of Object.keys(resources)) visit(id, []);
});

it("no stack comes near the 500 resources that CloudFormation allows", () => {
  for (const { stackName, Resources } of agency.stacks) {
    expect(Object.keys(Resources).length, stackName).toBeLessThan(400);
  }
});
