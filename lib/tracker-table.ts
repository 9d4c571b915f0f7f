import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, TableEncryptionV2, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import { table } from "../store/table.ts";

/** The agency's one table. No index yet: everything that is read so far is one partition. */
export function trackerTable(scope: Construct, encryptionKey: IKey, removalPolicy: RemovalPolicy): TableV2 {
  return new TableV2(scope, "Table", {
    partitionKey: { name: table.partitionKey, type: AttributeType.STRING },
    sortKey: { name: table.sortKey, type: AttributeType.STRING },
    timeToLiveAttribute: table.timeToLive,
    encryption: TableEncryptionV2.customerManagedKey(encryptionKey),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    removalPolicy,
  });
}
