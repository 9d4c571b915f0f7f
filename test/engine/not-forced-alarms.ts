/** Alarms of the local agency that one machine can't be made to raise. Each is named in docs/runbook.md as well. */
export const notForcedHere: Readonly<Record<string, string>> = {
  ThrottledReads: "The local engine never throttles, and nothing here counts for DynamoDB.",
  ThrottledWrites: "The local engine never throttles, and nothing here counts for DynamoDB.",
};

/** Alarms that the local agency does not have, and so nobody can force. How they judge figures: test/lib/monitoring/alarm-figures.test.ts. */
export const onlyElsewhere: Readonly<Record<string, string>> = {
  BackupFails: "Nothing here is AWS Backup, and a demo has no backups.",
  BackupsMissing: "Nothing here is AWS Backup, and a demo has no backups.",
  SiteFails: "Nothing here is CloudFront: the local server has the pages.",
  FirewallBlocks: "Nothing here is CloudFront's firewall.",
};
