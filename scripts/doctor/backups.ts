import { ask } from "../aws/answer.ts";
import { ofType } from "../aws/synthesized-stacks.ts";
import type { ExaminedAgency } from "./examined-agency.ts";
import { type Finding, fault, notChecked, ok } from "./finding.ts";

/**
 * Whether AWS Backup manages DynamoDB, a setting of account and region that no stack can change. Without it a backup is encrypted
 * with the table's key instead of the vault's, and deleted past the vault's lock. Accounts that used AWS Backup before November
 * 2021 have it off.
 */
export function examineBackups({ stacks, config: { region }, aws }: ExaminedAgency): Finding[] {
  const subject = "backups";
  if (ofType(stacks, "AWS::Backup::BackupPlan").length === 0) return [];
  const answer = ask<{ ResourceTypeManagementPreference?: { readonly DynamoDB?: boolean } }>(aws, [
    "backup",
    "describe-region-settings",
  ]);
  if (!answer.body) return [notChecked(subject, answer.says)];
  return answer.body.ResourceTypeManagementPreference?.DynamoDB === true
    ? [ok(subject, `Advanced DynamoDB backup is on in ${region}: backups are under the vault's key and lock.`)]
    : [
        fault(
          subject,
          `Advanced DynamoDB backup is off in ${region}: backups are under the table's key, and the vault's lock does not hold them.`,
          `aws backup update-region-settings --region ${region} --resource-type-management-preference DynamoDB=true`,
        ),
      ];
}
