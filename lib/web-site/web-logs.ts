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

/**
 * Who called pages and API, and whom the firewall turned away. Paths have ids of clients, so these logs are encrypted and kept
 * like the others.
 */
export class WebLogs extends Construct {
  readonly access: LogGroup;
  readonly firewall: LogGroup;
  /** The key of these logs, and of whatever else in this region is about the site. */
  readonly encryptionKey: Key;

  constructor(scope: Construct, id: string, { agencyId, retention, removalPolicy }: WebLogsProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const names = agencyNames(agencyId);
    // A key of its own: logs need one in their own region, and the agency's may be in another.
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

  /** Logs every request without its query, which may have names. CloudFront's older logs always have it. */
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
