import { Duration, type RemovalPolicy, Stack, TimeZone } from "aws-cdk-lib";
import { BackupPlan, BackupPlanRule, BackupResource, BackupSelection, BackupVault } from "aws-cdk-lib/aws-backup";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { Schedule } from "aws-cdk-lib/aws-events";
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import type { AgencyConfig } from "../agency-file/agency-config.ts";
import { agencyNames } from "../agency-names.ts";
import { allow } from "../function-policy.ts";

export interface BackupRetention {
  readonly dailyDays: number;
  readonly monthlyDays: number;
}

/** How long an agency's backups are kept; undefined when it has none. */
export function backupRetention({ backups, removalPolicy }: AgencyConfig): BackupRetention | undefined {
  return backups ?? (removalPolicy === "retain" ? { dailyDays: 35, monthlyDays: 365 } : undefined);
}

export interface BackupsProps {
  readonly config: AgencyConfig;
  readonly retention: BackupRetention;
  readonly table: ITable;
  /** The table's own key. */
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Copies of the table outside it and under a key of their own: point-in-time recovery goes back 35 days and is lost with the
 * table, and whoever loses the agency's key still has these.
 */
export class Backups extends Construct {
  constructor(scope: Construct, id: string, props: BackupsProps) {
    super(scope, id);
    const { config, retention, removalPolicy } = props;
    const { backup: name } = agencyNames(config.agencyId);
    const daily = Duration.days(retention.dailyDays);
    const monthly = Duration.days(retention.monthlyDays);
    const key = new Key(this, "Key", {
      alias: `alias/prior-auth-tracker/${config.agencyId}/backups`,
      description: `Prior-Authorization Tracker: backups of agency ${config.agencyId}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    const vault = new BackupVault(this, "Vault", {
      backupVaultName: name,
      encryptionKey: key,
      removalPolicy,
      ...(config.stage === "production" && {
        // Nobody deletes a backup before its time but those who may remove the lock. Without `changeableFor`: nobody at all
        // could, and a mistake in the number of days would be paid for as long as that.
        lockConfiguration: { minRetention: Duration.days(Math.min(retention.dailyDays, retention.monthlyDays)) },
      }),
    });
    const plan = new BackupPlan(this, "Plan", {
      backupPlanName: name,
      backupVault: vault,
      backupPlanRules: [
        // At these hours no change of the clock skips or repeats a run.
        rule("Daily", "cron(0 4 * * ? *)", daily, config.timeZone),
        rule("Monthly", "cron(0 5 1 * ? *)", monthly, config.timeZone),
      ],
    });
    new BackupSelection(this, "Table", {
      backupPlan: plan,
      backupSelectionName: name,
      resources: [BackupResource.fromArn(props.table.tableArn)],
      role: this.role(props, key, vault),
      // AWS's policy, which CDK would add, reads and backs up everything in the account.
      disableDefaultBackupPolicy: true,
    });
  }

  private role({ table, encryptionKey }: BackupsProps, backupKey: Key, vault: BackupVault): Role {
    const { account, region } = Stack.of(this);
    const throughDynamo = { StringEquals: { "kms:ViaService": `dynamodb.${region}.amazonaws.com` } };
    const forAnAwsService = { Bool: { "kms:GrantIsForAWSResource": "true" } };
    // What AWSBackupServiceRolePolicyForBackup has for tables, on this table, vault and keys.
    const statements: PolicyStatement[] = [
      allow(
        "ReadTable",
        [
          "dynamodb:DescribeTable",
          "dynamodb:ListTagsOfResource",
          "dynamodb:CreateBackup",
          "dynamodb:StartAwsBackupJob",
        ],
        table.tableArn,
      ),
      allow("OwnBackups", ["dynamodb:DescribeBackup", "dynamodb:DeleteBackup"], `${table.tableArn}/backup/*`),
      allow("IntoVault", ["backup:DescribeBackupVault", "backup:CopyIntoBackupVault"], vault.backupVaultArn),
      allow("DecryptTable", ["kms:Decrypt"], encryptionKey.keyArn, throughDynamo),
      allow("EncryptBackups", ["kms:Decrypt", "kms:GenerateDataKey"], backupKey.keyArn),
      allow("DescribeKeys", ["kms:DescribeKey"], [encryptionKey.keyArn, backupKey.keyArn]),
      allow("LendKeys", ["kms:CreateGrant"], [encryptionKey.keyArn, backupKey.keyArn], forAnAwsService),
    ];
    return new Role(this, "Role", {
      assumedBy: new ServicePrincipal("backup.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": account } },
      }),
      description: "Backs up the agency's table",
      inlinePolicies: { Backup: new PolicyDocument({ statements }) },
    });
  }
}

function rule(ruleName: string, schedule: string, deleteAfter: Duration, timeZone: string): BackupPlanRule {
  return new BackupPlanRule({
    ruleName,
    scheduleExpression: Schedule.expression(schedule),
    scheduleExpressionTimezone: TimeZone.of(timeZone),
    deleteAfter,
    startWindow: Duration.hours(1),
    completionWindow: Duration.hours(12),
  });
}
