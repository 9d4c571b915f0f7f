import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, ProjectionType, TableEncryptionV2, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import { indexes, table } from "../../store/table.ts";

/** The agency's one table, with its indexes. */
export function trackerTable(scope: Construct, encryptionKey: IKey, removalPolicy: RemovalPolicy): TableV2 {
  return new TableV2(scope, "Table", {
    partitionKey: { name: table.partitionKey, type: AttributeType.STRING },
    sortKey: { name: table.sortKey, type: AttributeType.STRING },
    globalSecondaryIndexes: Object.values(indexes).map(({ name, partitionKey, sortKey, projected }) => ({
      indexName: name,
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      sortKey: { name: sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...projected],
    })),
    timeToLiveAttribute: table.timeToLive,
    encryption: TableEncryptionV2.customerManagedKey(encryptionKey),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    removalPolicy,
  });
}
