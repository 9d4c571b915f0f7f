import { describe, expect, it } from "vitest";
import type { AgencyConfig } from "../../../lib/agency-file/agency-config.ts";
import { flat, production, SynthesizedAgency } from "../synthesized-agency.ts";

const agency = new SynthesizedAgency(production);
const [vaultId, vault] = agency.only("AWS::Backup::BackupVault");
const [table] = agency.only("AWS::DynamoDB::GlobalTable");
const [tableKey] = agency.key();

/** For how many days the rules of an agency's plan keep their backups; undefined without a plan. */
function daysKept(overrides: Partial<AgencyConfig>): Record<string, number> | undefined {
  const [plan] = new SynthesizedAgency(overrides).ofType("AWS::Backup::BackupPlan");
  return (
    plan &&
    Object.fromEntries(
      plan[1].Properties.BackupPlan.BackupPlanRule.map(
        ({ RuleName, Lifecycle }: { RuleName: string; Lifecycle: { DeleteAfterDays: number } }) => [
          RuleName,
          Lifecycle.DeleteAfterDays,
        ],
      ),
    )
  );
}

describe("backups", () => {
  it.each<[string, Partial<AgencyConfig>, Record<string, number> | undefined]>([
    ["daily for 35 days and monthly for a year where records are retained", production, { Daily: 35, Monthly: 365 }],
    [
      "as long as the agency's file says",
      { ...production, backups: { dailyDays: 7, monthlyDays: 2192 } },
      { Daily: 7, Monthly: 2192 },
    ],
    ["not at all where everything is destroyed with the stack", {}, undefined],
  ])("are kept %s", (_, overrides, expected) => {
    expect(daysKept(overrides)).toEqual(expected);
  });

  it("are made of the agency's table, by the agency's clock, into its own vault", () => {
    const [planId, plan] = agency.only("AWS::Backup::BackupPlan");
    const [, { Properties }] = agency.only("AWS::Backup::BackupSelection");
    expect(agency.referred(Properties.BackupPlanId)).toBe(planId);
    expect(Properties.BackupSelection.Resources.map(flat)).toEqual([`\${${table}.Arn}`]);
    for (const rule of plan.Properties.BackupPlan.BackupPlanRule) {
      expect(rule.ScheduleExpressionTimezone).toBe("America/Chicago");
      expect(agency.referred(rule.TargetBackupVault)).toBe(vaultId);
    }
    expect(
      plan.Properties.BackupPlan.BackupPlanRule.map(
        ({ ScheduleExpression }: { ScheduleExpression: string }) => ScheduleExpression,
      ),
    ).toEqual(["cron(0 4 * * ? *)", "cron(0 5 1 * ? *)"]);
  });

  it("are encrypted with a key of their own: they survive the loss of the table's", () => {
    const key = agency.referred(vault.Properties.EncryptionKeyArn);
    expect(key).not.toBe(tableKey);
    expect(agency.resources[key ?? ""]).toMatchObject({
      Type: "AWS::KMS::Key",
      DeletionPolicy: "Retain",
      Properties: { EnableKeyRotation: true },
    });
  });

  it.each([
    ["can't be deleted before their time in production", production, { MinRetentionDays: 35 }],
    [
      "the shorter time counting",
      { ...production, backups: { dailyDays: 90, monthlyDays: 30 } },
      { MinRetentionDays: 30 },
    ],
    // A lock without a way back is for people to put on who mean it.
    ["are not locked in a pilot", { ...production, stage: "pilot" } as const, undefined],
  ])("%s", (_, overrides, lock) => {
    const [, { Properties }] = new SynthesizedAgency(overrides).only("AWS::Backup::BackupVault");
    expect(Properties.LockConfiguration).toEqual(lock);
  });

  it("are made by a role that may do that and nothing else", () => {
    const [, { Properties }] = agency.only("AWS::Backup::BackupSelection");
    const role = agency.resources[agency.referred(Properties.BackupSelection.IamRoleArn) ?? ""]?.Properties;
    const backupKey = agency.referred(vault.Properties.EncryptionKeyArn);
    expect(role.ManagedPolicyArns).toBeUndefined();
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "backup.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
    ]);
    const lines = role.Policies[0].PolicyDocument.Statement.map(
      ({ Action, Resource, Condition }: { Action: string | string[]; Resource: unknown; Condition?: object }) => [
        [Action].flat().join(" "),
        [Resource].flat().map(flat).join(" "),
        Condition,
      ],
    );
    const bothKeys = `\${${tableKey}.Arn} \${${backupKey}.Arn}`;
    expect(lines).toEqual([
      [
        "dynamodb:DescribeTable dynamodb:ListTagsOfResource dynamodb:CreateBackup dynamodb:StartAwsBackupJob",
        `\${${table}.Arn}`,
        undefined,
      ],
      ["dynamodb:DescribeBackup dynamodb:DeleteBackup", `\${${table}.Arn}/backup/*`, undefined],
      ["backup:DescribeBackupVault backup:CopyIntoBackupVault", `\${${vaultId}.BackupVaultArn}`, undefined],
      [
        "kms:Decrypt",
        `\${${tableKey}.Arn}`,
        { StringEquals: { "kms:ViaService": "dynamodb.us-east-1.amazonaws.com" } },
      ],
      ["kms:Decrypt kms:GenerateDataKey", `\${${backupKey}.Arn}`, undefined],
      ["kms:DescribeKey", bothKeys, undefined],
      ["kms:CreateGrant", bothKeys, { Bool: { "kms:GrantIsForAWSResource": "true" } }],
    ]);
  });

  it("have a name that fits a vault for every agency's id", () => {
    const longest = new SynthesizedAgency({ ...production, agencyId: `a${"b".repeat(30)}` });
    const [, { Properties }] = longest.only("AWS::Backup::BackupVault");
    expect(Properties.BackupVaultName).toMatch(/^[\w-]{2,50}$/);
  });
});

describe("a table that was restored from a backup", () => {
  const restoredTable = "PriorAuthTracker-willow-creek-Data-TableCD117FA1-restored";
  const restored = new SynthesizedAgency({ ...production, restoredTable });
  const arn = `arn:aws:dynamodb:us-east-1:123456789012:table/${restoredTable}`;

  it("is what every function works on, and may", () => {
    const reading = [...restored.functions()].filter(([, { resource }]) => resource.Properties.Environment);
    expect(reading.length).toBeGreaterThan(10);
    for (const [name, { resource }] of reading) {
      expect(resource.Properties.Environment.Variables.TABLE_NAME, name).toBe(restoredTable);
      const role = restored.resources[restored.referred(resource.Properties.Role) ?? ""];
      const tables = JSON.stringify(role?.Properties.Policies).match(/arn:aws:dynamodb:[^"]*table\/[\w-]+/g) ?? [];
      expect(new Set(tables), name).toEqual(new Set([arn]));
    }
  });

  it("is what alarms look at, what is backed up, and what the outputs name", () => {
    const throttled = restored
      .ofType("AWS::CloudWatch::Alarm")
      .flatMap(([, { Properties }]) => Properties.Dimensions ?? [])
      .filter(({ Name }) => Name === "TableName");
    expect(throttled.length).toBeGreaterThan(0);
    expect(throttled.filter(({ Value }) => Value !== restoredTable)).toEqual([]);
    expect(restored.only("AWS::Backup::BackupSelection")[1].Properties.BackupSelection.Resources).toEqual([arn]);
    expect(restored.outputs["TableName"]?.Value).toBe(restoredTable);
  });

  it("leaves the first table and what is exported of it where they are", () => {
    const exportsOf = ({ stacks: [data] }: SynthesizedAgency) => data?.Outputs;
    expect(exportsOf(restored)).toEqual(exportsOf(agency));
    expect(restored.only("AWS::DynamoDB::GlobalTable")).toEqual(agency.only("AWS::DynamoDB::GlobalTable"));
  });
});
