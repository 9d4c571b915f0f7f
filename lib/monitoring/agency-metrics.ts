import { Duration } from "aws-cdk-lib";
import { type IMetric, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { AgencyConfig } from "../agency-file/agency-config.ts";
import { agencyNames } from "../agency-names.ts";
import type { TrackerApi } from "../tracker-api.ts";

export const minute = Duration.minutes(1);
export const fiveMinutes = Duration.minutes(5);
export const quarterOfAnHour = Duration.minutes(15);
export const hour = Duration.hours(1);

/** Of all metrics that are not AWS's. */
export const ownNamespace = "PriorAuthTracker";

/** What functions write into their logs as a metric (functions/runtime/metrics.ts). */
export function ownMetric(
  { agencyId }: AgencyConfig,
  metricName: string,
  period: Duration,
  statistic: string = Stats.MAXIMUM,
): IMetric {
  return new Metric({ namespace: ownNamespace, metricName, dimensionsMap: { agencyId }, period, statistic });
}

/** How many messages wait in a queue, or, of a queue for failures, wait for a person. */
export function messagesIn(queue: Queue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: Stats.MAXIMUM });
}

/** A metric of the API: `Count`, `4xx`, `5xx`, or `Latency` in milliseconds. */
export function apiMetric(
  { httpApi, stage }: TrackerApi,
  metricName: string,
  statistic: string,
  period: Duration = fiveMinutes,
): IMetric {
  return new Metric({
    namespace: "AWS/ApiGateway",
    metricName,
    dimensionsMap: { ApiId: httpApi.apiId, Stage: stage.stageName },
    period,
    statistic,
  });
}

/** A metric of the table as a whole. */
export function tableMetric(tableName: string, metricName: string, period: Duration = fiveMinutes): IMetric {
  return new Metric({
    namespace: "AWS/DynamoDB",
    metricName,
    dimensionsMap: { TableName: tableName },
    period,
    statistic: Stats.SUM,
  });
}

/** A metric of the jobs that fill the agency's vault, such as `NumberOfBackupJobsFailed`. */
export function backupMetric({ agencyId }: AgencyConfig, metricName: string, period: Duration): IMetric {
  return new Metric({
    namespace: "AWS/Backup",
    metricName,
    dimensionsMap: { BackupVaultName: agencyNames(agencyId).backup },
    period,
    statistic: Stats.SUM,
  });
}
