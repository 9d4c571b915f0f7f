import { ArnFormat, type RemovalPolicy, Stack } from "aws-cdk-lib";
import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import {
  CfnDelivery,
  CfnDeliveryDestination,
  CfnDeliverySource,
  LogGroup,
  type RetentionDays,
} from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { agencyNames } from "../agency-names.ts";

export interface WebLogsProps {
  readonly agencyId: string;
  readonly retention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** Who came to the pages and the API, and whom the firewall turned away. Ids of clients are in paths: encrypted, and kept like other logs. */
export class WebLogs extends Construct {
  readonly access: LogGroup;
  readonly firewall: LogGroup;
  /** Of these logs, and of whatever else tells of the site in this region. */
  readonly encryptionKey: Key;

  constructor(scope: Construct, id: string, { agencyId, retention, removalPolicy }: WebLogsProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const names = agencyNames(agencyId);
    // A key of its own: the agency's is in the agency's region, and logs are encrypted by one in theirs.
    this.encryptionKey = new Key(this, "Key", {
      description: `Prior-Authorization Tracker: logs of the web site of agency ${agencyId}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    this.encryptionKey.addToResourcePolicy(
      new PolicyStatement({
        sid: "LogsOfThisSite",
        principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
        actions: [
          "kms:Decrypt",
          "kms:GenerateDataKey",
          "kms:Encrypt",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo",
          "kms:DescribeKey",
        ],
        resources: ["*"],
        conditions: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": [names.webAccessLog, names.firewallLog].map((resourceName) =>
              stack.formatArn({
                service: "logs",
                resource: "log-group",
                resourceName,
                arnFormat: ArnFormat.COLON_RESOURCE_NAME,
              }),
            ),
          },
        },
      }),
    );
    const log = (logId: string, logGroupName: string) =>
      new LogGroup(this, logId, { logGroupName, retention, encryptionKey: this.encryptionKey, removalPolicy });
    this.access = log("Access", names.webAccessLog);
    this.firewall = log("Firewall", names.firewallLog);
  }

  /** Every request, without its query: names are searched for in it. CloudFront's older logs have it always. */
  logAccessTo(distribution: Distribution, agencyId: string): void {
    const { webDelivery: name } = agencyNames(agencyId);
    const source = new CfnDeliverySource(this, "AccessSource", {
      name,
      logType: "ACCESS_LOGS",
      resourceArn: distribution.distributionArn,
    });
    const destination = new CfnDeliveryDestination(this, "AccessDestination", {
      name,
      destinationResourceArn: this.access.logGroupArn,
      outputFormat: "json",
    });
    const delivery = new CfnDelivery(this, "AccessDelivery", {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
      recordFields: [
        "timestamp(ms)",
        "c-ip",
        "cs-method",
        "cs-uri-stem",
        "cs-protocol",
        "cs-protocol-version",
        "ssl-protocol",
        "ssl-cipher",
        "sc-status",
        "sc-bytes",
        "cs-bytes",
        "time-taken",
        "x-edge-location",
        "x-edge-result-type",
        "x-edge-request-id",
      ],
    });
    delivery.addResourceDependency(source);
  }
}
