import type { RemovalPolicy } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { agencyNames } from "../agency-names.ts";
import { deployedFunctions } from "../deployed-functions.ts";

export interface AgencyLogsProps {
  readonly agencyId: string;
  readonly encryptionKey: IKey;
  readonly retention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * A log for each function and one for the API. Who saw which client stands in them: they are kept apart from what writes
 * them, which finds them by their names.
 */
export class AgencyLogs extends Construct {
  constructor(scope: Construct, id: string, { agencyId, encryptionKey, retention, removalPolicy }: AgencyLogsProps) {
    super(scope, id);
    const names = agencyNames(agencyId);
    const logs = [
      ...deployedFunctions.map((name) => [name, names.functionLog(name)] as const),
      ["ApiAccess", names.apiAccessLog] as const,
    ];
    for (const [logId, logGroupName] of logs) {
      new LogGroup(this, logId, { logGroupName, retention, encryptionKey, removalPolicy });
    }
  }
}
