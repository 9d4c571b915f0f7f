import { RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { type ITable, Table, type TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { Key } from "aws-cdk-lib/aws-kms";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { AgencyConfig } from "./agency-file/agency-config.ts";
import { agencyKey } from "./data/agency-key.ts";
import { AgencyLogs } from "./data/agency-logs.ts";
import { anchorBucket } from "./data/anchor-bucket.ts";
import { Backups, backupRetention } from "./data/backups.ts";
import { trackerTable } from "./data/tracker-table.ts";
import { generatedKey } from "./generated-key.ts";
import { type SignIn, signIn } from "./sign-in.ts";

export interface AgencyDataStackProps extends StackProps {
  readonly config: AgencyConfig;
}

/**
 * What an agency can't lose: its records, the keys to them, its users, its logs. It refers to no other stack, so that the
 * others can be replaced or deleted while it stays as it is.
 */
export class AgencyDataStack extends Stack {
  readonly encryptionKey: Key;
  readonly table: TableV2;
  /** What audits ended with, day by day. */
  readonly anchors: Bucket;
  /** The table that functions work on: `table`, or a restored one that took its place. */
  readonly tableInUse: ITable;
  readonly signIn: SignIn;
  /** The key of the hashes in search entries: a dynamic reference, never the value. */
  readonly blindIndexKey: string;

  constructor(scope: Construct, id: string, { config, ...props }: AgencyDataStackProps) {
    super(scope, id, props);
    const destroy = config.removalPolicy === "destroy";
    const removalPolicy = destroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    this.encryptionKey = agencyKey(this, config.agencyId, removalPolicy);
    this.table = trackerTable(this, this.encryptionKey, removalPolicy);
    this.tableInUse = config.restoredTable
      ? Table.fromTableName(this, "RestoredTable", config.restoredTable)
      : this.table;
    this.anchors = anchorBucket(this, config, this.encryptionKey, removalPolicy);
    const retention = backupRetention(config);
    if (retention) {
      new Backups(this, "Backups", {
        config,
        retention,
        table: this.tableInUse,
        encryptionKey: this.encryptionKey,
        removalPolicy,
      });
    }
    this.signIn = signIn(this, config, removalPolicy);
    // Every search entry in the table was made with it, and with another none of them would be found again.
    const secret = generatedKey(this, "BlindIndexKey", {
      description: "Key of search entries in the table. Never rotate it, never delete it before the table.",
      encryptionKey: this.encryptionKey,
      removalPolicy,
    });
    this.blindIndexKey = secret.reference;
    new AgencyLogs(this, "Logs", {
      agencyId: config.agencyId,
      encryptionKey: this.encryptionKey,
      retention: config.logRetentionDays,
      // Logs have fixed names: left behind by a failed first deployment, they would make the second one fail.
      removalPolicy: destroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    // Exported even if no stack uses them. CDK exports only what is used: a release that uses less would be refused, since this
    // stack is deployed first, while the others still use it.
    for (const shared of [
      this.encryptionKey.keyArn,
      this.table.tableName,
      this.table.tableArn,
      this.anchors.bucketName,
      this.anchors.bucketArn,
      secret.arn,
      ...[this.signIn.userPoolId ?? [], this.signIn.clientId ?? []].flat(),
    ]) {
      this.exportValue(shared);
    }
  }
}
